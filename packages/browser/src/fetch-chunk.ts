export { createTokenFetch } from '@grantkit/tokens'
