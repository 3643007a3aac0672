import { freeze } from '../internal/freeze.ts'
import { misuse } from '../internal/misuse.ts'
import type { Accept } from '../internal/read.ts'
import { readObject } from '../internal/read-object.ts'
import type { CacheSettings } from './cache.ts'

/** The initial content of a cache, checked like a response. */
export function seedOf<Success>({ seed }: CacheSettings, accept: Accept<object>): Success | undefined {
  const seeded = seed && freeze(readObject(seed, accept))
  if (seeded?.isError) misuse('seed', `what the server may answer: ${seeded.errorDescription}`)
  return seeded as Success | undefined
}
