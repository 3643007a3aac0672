import type { Field } from '../internal/form.ts'
import { clientFields } from '../internal/form-call.ts'

/** What a revocation sends. */
export interface Revocation {
  /** The refresh token or access token. */
  token: string
  /** Which of the two it is, such as `refresh_token`, so that the server finds it faster. */
  tokenTypeHint?: string | undefined
}

/** The fields of a request about a token. */
export const tokenFields = (): Field[] => clientFields('token!', 'token_type_hint')
