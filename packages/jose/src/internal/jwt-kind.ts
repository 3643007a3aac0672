/** What tells the JWTs of one kind from those of all others (RFC 8725 section 3.12). Each validator has the row of its kind. */
export interface JwtKind {
  /** As in `other-kinds.ts`, and for messages. */
  name: string
  /** Who defines it. */
  by: string
  /** Its own `typ`, in lower case and without "application/"; undefined if it has none: it then comes without one, or with `JWT`. */
  typ?: string
  /** Whether it may come without the type of its own, too. */
  plain?: true
  /** The claims that it must have. */
  needs: readonly string[]
  /** The parts that it may come without, each with the option that allows it. */
  mayLack?: Readonly<Record<string, string>>
  /** Which list of the issuer's metadata has the algorithms that it is signed with, such as `id_token_signing_alg_values_supported`. */
  algorithms?: 'idToken' | 'authorization' | 'userinfo' | 'introspection' | 'dpop'
}
