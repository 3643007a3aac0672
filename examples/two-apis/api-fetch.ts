import { createClientCredentialsTokens, createTokenFetch, type TokenFetch } from '@grantkit/tokens'
import type { Client } from 'grantkit'

/**
 * One fetch for several APIs, with tokens of the service itself: each API gets tokens that are meant for it (RFC 8707) and
 * never gets another API's token. For all other URLs this is a plain fetch.
 */
export function apiFetch(client: Client, apis: { resource: string; scope: string }[]): TokenFetch {
  let apiFetch: TokenFetch = fetch
  for (const { resource, scope } of apis) {
    const source = createClientCredentialsTokens({ client, resource, scope })
    apiFetch = createTokenFetch(source, { origins: [resource], fetch: apiFetch })
  }
  return apiFetch
}
