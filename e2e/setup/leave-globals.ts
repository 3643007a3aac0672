import { afterEach, vi } from 'vitest'

// All files of a project share one process or page. Without this, what the last test of a file replaced
// would still be there while the next file is loaded.
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})
