import {
  createCodeVerifier,
  requestAuthorizationCodeToken,
  requestClientCredentialsToken,
  type TokenResponse,
} from 'grantkit'
import type { AuthorizationServer } from '../server/authorization-server.ts'
import { logIn } from './log-in.ts'

export interface ExpectedFailure {
  attempt(server: AuthorizationServer): Promise<TokenResponse>
  /** The `error` that the server must return. */
  expected: string
}

/** Two mistakes, by the name to print. */
export const failures: Record<string, ExpectedFailure> = {
  'a wrong secret': {
    attempt: (server) =>
      requestClientCredentialsToken({
        address: server.tokenEndpoint,
        clientId: server.clients.machine.clientId,
        clientSecret: 'not the secret',
      }),
    expected: 'invalid_client',
  },

  'a wrong verifier': {
    attempt: async (server) =>
      requestAuthorizationCodeToken({
        address: server.tokenEndpoint,
        ...server.clients.spa,
        ...(await logIn(server)),
        codeVerifier: createCodeVerifier(),
      }),
    expected: 'invalid_grant',
  },
}
