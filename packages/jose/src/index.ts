export { JoseError, type JoseErrorCode, type JoseErrorDetails } from './jose-error.ts'
