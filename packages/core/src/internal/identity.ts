/** The client ID and the server of a bound client. */
export interface ClientIdentity {
  /** The issuer, or else the address of the token endpoint. Undefined if it is only known to a discovery cache. */
  issuer: string | undefined
  clientId: string | undefined
}

// not a member of the client, because a bound client has only methods
const identities = /* @__PURE__ */ new WeakMap<object, ClientIdentity>()

/** Records the client's identity for `identityOf`, and returns the client. */
export function identify<Client extends object>(
  client: Client,
  issuer: string | URL | undefined,
  clientId: string | undefined,
): Client {
  identities.set(client, { issuer: issuer && `${issuer}`, clientId })
  return client
}

/** The identity of a client made by `createClient` or `createTokenClient`, for keys of stored data; undefined for other objects. */
export function identityOf(client: object): ClientIdentity | undefined {
  return identities.get(client)
}
