import type { Fetch } from 'grantkit'
import { Agent, fetch } from 'undici'
import type { Certificate } from './certificates.ts'

/** A fetch that trusts the authority `ca`, and uses a client certificate if there is one. */
export interface TlsFetch extends Fetch {
  close(): Promise<void>
}

export function createTlsFetch(ca: string, certificate?: Certificate): TlsFetch {
  const dispatcher = new Agent({ connect: { ca, ...certificate } })
  // undici's own fetch, because the global one has another version and may refuse the agent
  const tlsFetch = async (url: string, init: RequestInit) => fetch(url, { ...init, dispatcher } as object)
  return Object.assign(tlsFetch as unknown as Fetch, { close: () => dispatcher.destroy() })
}
