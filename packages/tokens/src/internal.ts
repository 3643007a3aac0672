// Shared with the other packages of grantkit. Not public: it may change in any version, so don't import it.
export { underLock } from './bounded-lock.ts'
export { systemClock } from './clock.ts'
export { inTime } from './in-time.ts'
export { checkMethods } from './internal/check-methods.ts'
export { storeFailed } from './session-errors.ts'
export { ttlOptions } from './token-store.ts'
export { wait as pause } from './wait.ts'
