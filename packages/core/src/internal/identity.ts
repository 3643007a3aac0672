/** Who a bound client is, and at which server. */
export interface ClientIdentity {
  /** The issuer, or else the address of the token endpoint; undefined if only a discovery cache knows it. */
  issuer: string | undefined
  clientId: string | undefined
}

// beside the clients and not in them, because a bound client has methods only
const identities = /* @__PURE__ */ new WeakMap<object, ClientIdentity>()

/** The client, of which `identityOf` knows from now on who it is. */
export function identify<Client extends object>(
  client: Client,
  issuer: string | URL | undefined,
  clientId: string | undefined,
): Client {
  identities.set(client, { issuer: issuer && `${issuer}`, clientId })
  return client
}

/** Who a client of `createClient` or `createTokenClient` is, to tell apart what is kept for each; undefined for another. */
export function identityOf(client: object): ClientIdentity | undefined {
  return identities.get(client)
}
