// What other packages of grantkit share with this one. Not public: it may change in any version, so nothing else should import it.
export { underLock } from './bounded-lock.ts'
export { systemClock } from './clock.ts'
export { inTime } from './in-time.ts'
export { checkMethods } from './internal/check-methods.ts'
export { storeFailed } from './session-errors.ts'
export { keptFor } from './token-store.ts'
export { wait as pause } from './wait.ts'
