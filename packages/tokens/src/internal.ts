// What other packages of grantkit share with this one. Not public: it may change in any version, so nothing else should import it.
export { underLock } from './bounded-lock.ts'
export { pause, systemClock } from './clock.ts'
export { inTime } from './in-time.ts'
export { checkMethods } from './internal/check-methods.ts'
export { storeFailed } from './token-source-error.ts'
export { keptFor } from './token-store.ts'
