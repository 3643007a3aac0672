export { type KyFetchOptions, kyFetch } from './ky-fetch.ts'
export { type WithTokensOptions, withTokens } from './with-tokens.ts'
