/** Words that a bundle may hold only where one of these functions is imported: what else is it there for? */
const owners: Readonly<Record<string, RegExp>> = {
  // it binds every grant, so nothing but itself may bring it
  createTokenClient: /^createTokenClient$/,
  // whoever doesn't send a request needs no way to send one
  AbortController:
    /^(?!create(Pkce|Code|State|Nonce|AuthorizeUrl|EndSessionUrl)|parseAuthorizeResponse$|orThrow$|TokenRequestError$)/,
  // each grant's own word on the wire; `refresh_token` and `password` are no such words, for every answer and form knows them
  authorization_code: /^(requestAuthorizationCodeToken|createTokenClient)$/,
  auth_req_id: /Backchannel|^createTokenClient$/,
  client_credentials: /^(requestClientCredentialsToken|createTokenClient)$/,
  device_code: /Device|^createTokenClient$/,
  'grant-type:jwt-bearer': /^(requestJwtBearerToken|createTokenClient)$/,
  username: /^(requestPasswordToken|createTokenClient)$/,
  saml2: /^(requestSaml2BearerToken|createTokenClient)$/,
  'token-exchange': /^(requestTokenExchangeToken|createTokenClient)$/,
  // what only a login needs, and only those who throw
  post_logout_redirect_uri: /^createEndSessionUrl$/,
  response_type: /^createAuthorizeUrl$/,
  TokenRequestError: /^(orThrow|TokenRequestError)$/,
}

/** The words that a bundle of these imports must not hold. */
export function forbiddenWords(imported: readonly string[]): string[] {
  return Object.keys(owners).filter((word) => !imported.some((name) => owners[word]?.test(name)))
}
