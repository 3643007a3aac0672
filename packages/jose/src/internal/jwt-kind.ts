/** How one kind of JWT differs from all others (RFC 8725 section 3.12). Each validator defines its kind. */
export interface JwtKind {
  /** The name, for messages. The same as in `other-kinds.ts`. */
  name: string
  /** The specification that defines it. */
  by: string
  /** Its `typ`, in lower case and without "application/". Undefined if its `typ` is missing or `JWT`. */
  typ?: string
  /** Whether a token without this `typ` is accepted too. */
  plain?: true
  /** The required claims. */
  needs: readonly string[]
  /** Required parts that an option can make optional, each with the name of that option. */
  mayLack?: Readonly<Record<string, string>>
  /** The metadata list of its signature algorithms: `idToken` stands for `id_token_signing_alg_values_supported`. */
  algorithms?: 'idToken' | 'authorization' | 'userinfo' | 'introspection' | 'dpop'
}
