/** Words that a bundle may hold only where one of these functions is imported: what else is it there for? */
const owners: Readonly<Record<string, RegExp>> = {
  // it binds every grant, so nothing but itself may bring it
  createTokenClient: /^createTokenClient$/,
  // whoever doesn't send a request needs no way to send one
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
  postLogoutRedirectUri: /^create(EndSessionUrl|Client)$/,
  acrValues: /^(createAuthorizeUrl|pushAuthorization|requestBackchannelAuthentication|createClient)$/,
  TokenRequestError: /^(orThrow|TokenRequestError|createClient)$/,
  // what only those need who begin with the server's name
  jwks_uri: /^(getDiscoveryDocument|createDiscoveryCache|createClient)$/,
  introspectionEndpoint: /^createClient$/,
}

/** The words that a bundle of these imports must not hold. */
export function forbiddenWords(imported: readonly string[]): string[] {
  return Object.keys(owners).filter((word) => !imported.some((name) => owners[word]?.test(name)))
}
