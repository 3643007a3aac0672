export { type SessionEndReason, TokenSourceError, type TokenSourceErrorCode } from './token-source-error.ts'
