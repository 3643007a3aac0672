import type { Imports } from './measure.ts'

/** Words that a bundle may hold only if one of these names is imported: what else is it there for? */
type Owners = Readonly<Record<string, RegExp>>

const core: Owners = {
  // it binds every grant, so nothing but itself may bring it
  createTokenClient: /^createTokenClient$/,
  // code that sends no request needs no way to send one
  AbortController:
    /^(?!create(Pkce|Code|State|Nonce|AuthorizeUrl|EndSessionUrl)|parseAuthorizeResponse$|orThrow$|TokenRequestError$)/,
  // each grant's own word on the wire; `refresh_token` and `password` are no such words, for every answer and form knows them
  authorization_code: /^(requestAuthorizationCodeToken|create(Token)?Client)$/,
  auth_req_id: /Backchannel|^create(Token)?Client$/,
  client_credentials: /^(requestClientCredentialsToken|create(Token)?Client)$/,
  device_code: /Device|^create(Token)?Client$/,
  'grant-type:jwt-bearer': /^(requestJwtBearerToken|create(Token)?Client)$/,
  username: /^(requestPasswordToken|introspectToken|create(Token)?Client)$/,
  saml2: /^(requestSaml2BearerToken|create(Token)?Client)$/,
  'token-exchange': /^(requestTokenExchangeToken|create(Token)?Client)$/,
  // what only a login or a logout needs, and only those who throw
  post_logout_redirect_uri: /^create(EndSessionUrl|EndSessionForm|Client)$/,
  dpop_jkt: /^(createAuthorizeUrl|pushAuthorization|createClient)$/,
  TokenRequestError: /^(orThrow|TokenRequestError|createClient)$/,
  // what only those need who begin with the server's name
  jwks_uri: /^(getDiscoveryDocument|createDiscoveryCache|createClient)$/,
  introspectionEndpoint: /^createClient$/,
}

const jose: Owners = {
  // a signer has nothing to check, and a validator has nothing to sign
  signature_invalid: /^(validate|authorize|parse|introspect|getUserInfo|createClient$)/,
  // each validator has the row of its own kind; the table of the others is loaded later
  'dpop+jwt': /^(createDPoP|validateDPoPProof|validateJwtAccessToken|authorizeRequest|createClient)$/,
  'jwt-bearer': /^create(ClientAssertion|Client)$/,
  // only a proof has a key of its own
  generateKey: /^create(DPoP|Client)$/,
}

const tokens: Owners = {
  // each grant's own word, which no other source, no store and no fetch needs
  client_credentials: /^createClientCredentialsTokens$/,
  'token-exchange': /^createExchangedTokens$/,
  'grant-type:jwt-bearer': /^createJwtBearerTokens$/,
  rotation_lost: /^createUserTokens$/,
  // what only an API says
  insufficient_scope: /^(createTokenFetch|stepUpOf)$/,
  // code that sends no request needs no way to send one
  AbortController: /Tokens$|^createTokenFetch$/,
}

const ky: Owners = {
  insufficient_scope: /^withTokens$/,
  // which grants may be sent twice
  client_credentials: /^kyFetch$/,
}

const owners: Readonly<Record<string, Owners>> = {
  grantkit: core,
  '@grantkit/jose': jose,
  '@grantkit/tokens': tokens,
  '@grantkit/ky': ky,
}

/** The words that are searched for in bundles of a module. */
export function wordsOf(module: string): string[] {
  return Object.keys(owners[module] ?? {})
}

/** The words that a bundle of these imports must not hold. */
export function forbiddenWords(imports: Imports): string[] {
  const modules = Object.keys(imports)
  const names = Object.values(imports).flat()
  if (names.includes('*')) return []
  const owned = (word: string) => modules.some((module) => names.some((name) => owners[module]?.[word]?.test(name)))
  return modules.flatMap(wordsOf).filter((word) => !owned(word))
}
