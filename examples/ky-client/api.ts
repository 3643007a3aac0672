import { withTokens } from '@grantkit/ky'
import type { TokenSource } from '@grantkit/tokens'
import ky from 'ky'

/** What the API knows of its caller. */
export interface Greeting {
  hello: string
  scope: string
}

/** The API's methods, for the user of the tokens. */
export interface Api {
  hello(): Promise<Greeting>
}

/** A client of the API at `address`: ky's retry and timeout, with the tokens of a user. */
export function createApi(address: string, tokens: TokenSource): Api {
  const api = withTokens(ky.create({ prefix: address, timeout: 5000, retry: 2 }), tokens, { origins: [address] })
  return {
    hello: () => api.get('hello').json<Greeting>(),
  }
}
