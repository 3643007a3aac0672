export { createTokenFetch } from '@grantkit/tokens/token-fetch'
