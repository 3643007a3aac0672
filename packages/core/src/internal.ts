// What grantkit's own packages share. Not public: it may change in any version, so nothing else should import it.
export { base64Url } from './internal/base64.ts'
export { checkObject, misuse } from './internal/misuse.ts'
export { orAbort } from './internal/or-abort.ts'
export { type Pairs, pairsOf } from './internal/pairs.ts'
export { present } from './internal/present.ts'
export { randomText } from './internal/random.ts'
export { sha256 } from './internal/sha256.ts'
export { webCrypto } from './internal/web-crypto.ts'
