import type { Imports } from './measure.ts'

/** Words that a bundle may contain only if it imports one of these names. Otherwise it contains unneeded code. */
type Owners = Readonly<Record<string, RegExp>>

const core: Owners = {
  // it binds every grant, so no other name may include it
  createTokenClient: /^createTokenClient$/,
  // code that sends no request needs no way to send one
  AbortController:
    /^(?!create(Pkce|Code|State|Nonce|AuthorizeUrl|EndSessionUrl)|parseAuthorizeResponse$|orThrow$|TokenRequestError$)/,
  // each grant's parameter or value; not `refresh_token` and `password`, which the code for responses and forms contains
  authorization_code: /^(requestAuthorizationCodeToken|create(Token)?Client)$/,
  auth_req_id: /Backchannel|^create(Token)?Client$/,
  client_credentials: /^(requestClientCredentialsToken|create(Token)?Client)$/,
  device_code: /Device|^create(Token)?Client$/,
  'grant-type:jwt-bearer': /^(requestJwtBearerToken|create(Token)?Client)$/,
  username: /^(requestPasswordToken|introspectToken|create(Token)?Client)$/,
  saml2: /^(requestSaml2BearerToken|create(Token)?Client)$/,
  'token-exchange': /^(requestTokenExchangeToken|create(Token)?Client)$/,
  // only for logins, logouts, and failures as exceptions
  post_logout_redirect_uri: /^create(EndSessionUrl|EndSessionForm|Client)$/,
  dpop_jkt: /^(createAuthorizeUrl|pushAuthorization|createClient)$/,
  TokenRequestError: /^(orThrow|TokenRequestError|createClient)$/,
  // only for discovery
  'jwks_uri is missing': /^(getDiscoveryDocument|createDiscoveryCache|createClient)$/,
  introspectionEndpoint: /^createClient$/,
}

const jose: Owners = {
  // a signer needs no validation, and a validator needs no signing
  signature_invalid: /^(validate|authorize|parse|introspect|getUserInfo|createClient$)/,
  // each validator includes only its own kind of JWT; the list of the others is loaded later
  'dpop+jwt': /^(createDPoP|validateDPoPProof|validateJwtAccessToken|authorizeRequest|createClient)$/,
  'jwt-bearer': /^create(ClientAssertion|Client)$/,
  // only DPoP proofs need a new key
  generateKey: /^create(DPoP|Client)$/,
}

const tokens: Owners = {
  // each grant's name, which no other source, store or fetch needs
  client_credentials: /^createClientCredentialsTokens$/,
  'token-exchange': /^createExchangedTokens$/,
  'grant-type:jwt-bearer': /^createJwtBearerTokens$/,
  rotation_lost: /^createUserTokens$/,
  // an error that only APIs send
  insufficient_scope: /^(createTokenFetch|stepUpOf)$/,
  // code that sends no request needs no way to send one
  AbortController: /Tokens$|^createTokenFetch$/,
}

const ky: Owners = {
  insufficient_scope: /^withTokens$/,
  // the list of grants that may be retried
  client_credentials: /^kyFetch$/,
}

const owners: Readonly<Record<string, Owners>> = {
  grantkit: core,
  '@grantkit/jose': jose,
  '@grantkit/tokens': tokens,
  '@grantkit/ky': ky,
}

/** The words to search for in bundles of a module. */
export function wordsOf(module: string): string[] {
  return Object.keys(owners[module] ?? {})
}

/** The words that a bundle of these imports must not contain. */
export function forbiddenWords(imports: Imports): string[] {
  const modules = Object.keys(imports)
  const names = Object.values(imports).flat()
  if (names.includes('*')) return []
  const owned = (word: string) => modules.some((module) => names.some((name) => owners[module]?.[word]?.test(name)))
  return modules.flatMap(wordsOf).filter((word) => !owned(word))
}
