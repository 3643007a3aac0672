/**
 * The meaning of fields whose doc comment is missing or doesn't say it. The key is the field's name, with the package's folder before
 * it if other packages use the name for something else. The keys of `‹field›` and of an empty field also contain the message's text.
 */
export const fieldMeanings: Record<string, string> = {
  AuthProvider: 'A hook or guard was used outside of `AuthProvider`. Wrap your app in it, and pass the client.',
  alg: 'The signature algorithm, such as `ES256`. It must fit the key.',
  answers: 'The responses of a test navigator: it has been used for more logins than it has responses.',
  'tokens body':
    'The body of an API call. A stream can’t be sent twice: pass text, bytes or a `FormData`, or call the final URL.',
  byteLength: 'The number of random bytes of a PKCE verifier.',
  'claims.‹name›': 'A claim that the client assertion already has. Remove it from `claims`.',
  'browser client':
    'The client of a server, which has no page, storage or session. Call this method only in a page, such as in an effect.',
  'clientAssertion: ‹name›':
    'The result of `clientAssertion` has a header or parameter that the request already has. Remove one of them.',
  'clientAuthentication: ‹name›':
    'The result of `clientAuthentication` has a header or parameter that the request already has. Remove one of them.',
  codeChallengeMethod: 'How the code challenge was made from the verifier. Profiles allow `S256` only.',
  'tokens create': 'The function that creates the source for a name, the first argument of `createTokenSources`.',
  'data and refreshParameters':
    'The app’s data and the refresh parameters are kept in a sealed cookie during a sign-in. Store large data in your app instead.',
  'browser decryptionKeys':
    'The client’s private keys for encrypted ID tokens. The file for a script tag has no decryption.',
  defaults: 'The request and options that a bound client uses for each call: an object like that of `createClient`.',
  differs:
    'The members of a test login that differ from the usual ones: the argument of `testLogin` or `testFailedLogin`.',
  'jose dpop': 'The DPoP signer. `fapi2` binds tokens to its key or to a client certificate.',
  'encryption.alg': 'The algorithm that encrypts the content’s key. It must fit `encryption.key`.',
  'jose endpoint': 'The endpoint’s request, which is passed to the client assertion.',
  extras: 'The app’s data and the refresh parameters, the second argument of `startSession`.',
  'header.‹name›':
    'A header member that is set for you or that would change how the JWT is read. Remove it from `header`.',
  'headers.authorization':
    'Your own `Authorization` header, in addition to a client secret, assertion or certificate. Remove one of them.',
  'headers.content-type': 'Your own `Content-Type` header. It is set for you: remove it.',
  'jose input': 'The argument of `createProof`: method, URL and, for an API, the access token.',
  'tokens input':
    'The request’s URL. It redirects, and a page can’t see where to. Call the final URL, or let the API answer without a redirect.',
  'jose keyPair.privateKey': 'The private key of the pair that you passed to `createDPoP`.',
  'jose keyPair.publicKey': 'The public key of the pair that you passed to `createDPoP`. It is part of each proof.',
  'keys (‹id›)':
    'The key with this id, which seals cookies. Generate one with `openssl rand -base64 32` and decode it.',
  'keyStore.privateKey': 'The private key in your key store.',
  'keyStore.publicKey': 'The public key in your key store. It is part of each proof.',
  keyv: 'The keyv of `createKeyvStore`. It must throw errors: otherwise an outage looks like an empty store.',
  ky: 'The ky instance that you passed. Update ky to 2.1 or newer.',
  'metadata.‹place›':
    'The endpoint that this call needs. The server’s metadata has none: pass its URL in `metadata`, or as `address` of the call. The server may not support this flow.',
  'metadata.jwksUri': 'The URL of the issuer’s keys. The metadata has none: pass it in `metadata`, or pass `keys`.',
  'metadata.tokenEndpoint': 'The token endpoint. The server’s metadata has none: pass it in `metadata`.',
  'metadata.userinfoEndpoint':
    'The userinfo endpoint. The server’s metadata has none: pass it in `metadata`, or use the claims of the ID token.',
  meter: 'The OpenTelemetry meter of `createTelemetry`.',
  'jose nonce': 'The nonce of the authorization request, or for DPoP the nonces that the API accepts now.',
  options: 'The last argument of the function: its options, such as `fetch`, `signal` and `timeoutMs`.',
  'jose options': 'The options of the function, in one object.',
  'parameters.‹name›':
    'A further parameter of the request. Each must be text, once, and not one that a named member sets.',
  'jose parameters.‹name›':
    'A further parameter of a signed request, or one that the profile or the request object sets. Remove it, or correct its type.',
  parts: 'What a token’s name in the store is made of: the argument of `tokenKey`.',
  "routes['‹path›']": 'The API of this route of `createApiProxy`.',
  settings: 'The settings of the client or source, in one object.',
  target: 'The API or scope of `forResource`: `{ scope, resource, audience }`.',
  ticket: 'The worker’s id of an exchange. It was used before or replaced by a later sign-in: start the sign-in again.',
  'oidc web': 'The first argument of `createApiProxy`: the result of `createWebLogin`.',
  'browser worker':
    'The function that creates the worker, or the worker that it created. Each client needs a `SharedWorker` with its own `name`; change the name when settings change.',

  'browser : ‹message›': 'The worker’s message for a `TypeError`: look up its text on this page.',
  'tokens : the redirect’s target is not an http(s) URL':
    'The API redirected to an address such as `data:` or `mailto:`. Ask the API’s owner, or pass `redirect: "manual"`.',
  'tokens : too many redirects': 'The API redirected more than 20 times. Call the final address.',
  'browser ‹field›: none with worker':
    'A setting that can’t be sent to a worker, such as `store`, `lock`, `encrypt` or `fetch`. Remove it, or don’t use `worker`.',
  'browser ‹field›: ‹choices›':
    'A setting or option with a fixed list of words, such as `keep`, `preload` or `scope` of `signOut`. Pass one of the listed ones.',
  'browser ‹field›: none: a page can keep no secret':
    'Anyone can read what a page has. Register a public client, whose logins PKCE protects, or keep the session on a server with `createWebLogin`.',
  codeVerifier: 'The secret of a login’s PKCE, from `createPkce`. It is kept until the code is exchanged.',
  'policy.issuer.template':
    'The issuer with placeholders for the tenant, such as `https://login.example/{tenantid}/v2.0`.',
  'tokens token.‹name›': 'A member of the token that you pass, such as the one that a login returned.',
  'core ‹field›: milliseconds from 0':
    'A duration in milliseconds, such as `coolDownMs` of a cache. It is negative or not a number.',
  'core ‹field›: a non-empty string':
    'A required member of the request is missing or empty, often because of an unset environment variable.',
  'core ‹field›: a string': 'A member of the request has another type.',
  'core ‹field›: a record or pairs':
    'Headers or parameters: an object of strings, a list of pairs, `Headers` or `URLSearchParams`.',
  'core ‹field›: an object that can be JSON':
    'A member that is sent as JSON: it must not have cycles, `BigInt` or functions.',
  'core ‹field›: no control characters':
    'A member of the request contains a line break or another control character. A copied secret often ends with one.',
  'core ‹field›: only one ‹name›': 'The parameter is set twice: by a member and in `parameters`. Remove one of them.',
  'core ‹field›: only one way of authentication':
    'The request has several credentials, such as `clientSecret` and `clientAssertion`. Remove all but one.',
  'core ‹field›: what a header can carry':
    'A header’s value has a line break, a control character or a character beyond Latin-1.',
  'jose ‹field›: key or clientCertificate instead: fapi2 allows no secret':
    'A client secret or another way of authentication that FAPI 2.0 forbids. Register a key or a certificate.',
  'jose ‹field›: nothing in a call: with ‹profile› the client has one way of authentication':
    'A credential in a single call. Pass it to `createClient` instead.',
  'jose ‹field›: a list of strings': 'A member of the validator’s request, such as `trustedAudiences`.',
  'jose ‹field›: a non-empty string': 'A required member of the validator’s request, such as `issuer` or `clientId`.',
  'oidc ‹field›: a list': 'A setting that takes several values, such as `algorithms` or `decryptionKeys`.',
  'oidc ‹field›: a function': 'A hook of `createWebLogin`, such as `showProblem`, `onError` or `onEvent`.',
  'tokens ‹field›: a function': 'A setting that is called, such as `onEvent` or `random`.',
  'tokens ‹field›: an object with ‹methods›': 'What you inject, such as `store`, `lock` or `clock`: it lacks a method.',
  'tokens ‹field›: a record or pairs':
    'Parameters, such as `refreshParameters`: an object of strings, a list of pairs, or `URLSearchParams`.',
  'tokens ‹field›: milliseconds from 1 to 2147483647':
    'How long a request may take: `timeoutMs`. Timers can wait for no more than 24 days.',
  'tokens ‹field›: milliseconds above 0': 'A duration in milliseconds, such as `maxIdleMs`.',
  'tokens ‹field›: milliseconds from ‹least›':
    'A duration in milliseconds, such as `renewBeforeMs`. It is too small or not a number.',
}

/** The meaning of a message's field from this list. An entry for the package wins. */
export function meaningOf(folder: string, field: string, fix: string): string | undefined {
  const isOpen = !field || field === '‹field›'
  const names = isOpen ? [`${folder} ${field}: ${fix}`] : [`${folder} ${field}`, field]
  return names.map((name) => fieldMeanings[name]).find(Boolean)
}
