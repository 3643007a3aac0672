/** A list of codes in the sources, with the remedy for each. */
export interface CodeList {
  /** The name of the exported type or constant with the codes. */
  source: string
  title: string
  /** Where the code appears. */
  where: string
  remedies: Record<string, string>
}

const signInAgain = 'Start a new login.'
const retryLater = 'Try again later: `retryAfterMs` says when, if the server did.'

/** All lists of codes. The build fails for a code without a remedy here, and for a remedy without a code. */
export const codeLists: CodeList[] = [
  {
    source: 'FailureCode',
    title: 'A response of the server: `code`',
    where:
      'Every function of `grantkit` that sends a request returns a failure with one of these codes. `orThrow` throws it as a `TokenRequestError`.',
    remedies: {
      oauth_error: 'Look up `error` in [the server’s error codes](#server), and read `errorDescription`.',
      invalid_response:
        'Read `errorDescription`: it says what is missing. Check that `address` is the right endpoint. A new refresh token may be in `json`.',
      http_error: 'Check `address` for 404 and 405. A proxy often answers 502 to 504; they are `transient`.',
      redirect:
        'Use the address that `errorDescription` names, if you trust it. A login page here means that this is not the token endpoint.',
      network:
        'Read `errorDescription` and `exception`: DNS, TLS or a refused connection. In a page, a missing CORS header of the server looks the same. See [the platform’s errors](#platform).',
      timeout: 'Try again. Raise `timeoutMs` for a slow server. A code or refresh token may be spent.',
      body_too_large: 'Check `address`. Raise `maxBodyBytes` if the response is right.',
    },
  },
  {
    source: 'AuthorizeFailureCode',
    title: 'A callback without a code: `code`',
    where: '`parseAuthorizeResponse` returns these.',
    remedies: {
      oauth_error:
        'Look up `error` in [the server’s error codes](#server). `access_denied` is usually the user’s choice.',
      state_mismatch: `${signInAgain} If it happens often, the page has lost its \`state\`: check that it is stored per login and that the callback has the same origin.`,
      issuer_mismatch: `${signInAgain} Check that \`issuer\` is exactly the \`issuer\` of the metadata. It may be a mix-up attack.`,
      invalid_response: 'Check that this is the callback’s URL, and that nothing added parameters twice.',
    },
  },
  {
    source: 'loginFailures',
    title: 'A login that failed: `code`',
    where:
      'The login of `@grantkit/oidc` and `@grantkit/browser` ends with `status: "failed"` and one of these codes. `message` is a text for people, `cause` and `failure` are for developers.',
    remedies: {
      state_mismatch: signInAgain,
      issuer_mismatch: `${signInAgain} Check that \`issuer\` equals the metadata’s \`issuer\`, character by character.`,
      invalid_response: `${signInAgain} If it persists, look at the callback’s URL for parameters that come twice.`,
      server_refused: `${retryLater} \`failure\` or \`cause\` has the server’s words.`,
      discovery_failed:
        'Check `issuer`, the network, and CORS of the metadata. Pass `metadata` if the server publishes none.',
      token_request_failed: 'Read `failure`: its `error` is one of [the server’s error codes](#server).',
      id_token_missing: 'Check that `openid` is in the scope and that the client may get ID tokens.',
      id_token_rejected: 'Read the `JoseError` in `cause`: [its code](#JoseErrorCode) says which check failed.',
      keys_unavailable: `${retryLater} Check CORS of the \`jwks_uri\`.`,
      user_mismatch: 'Ask the user to sign in with the same account, or sign out first.',
      user_info_failed: `${retryLater} Check that the userinfo endpoint permits CORS, or leave \`userInfo\` out.`,
      module_unavailable:
        'Reload the page: after a deployment, old files are gone. Keep the previous files for some time.',
      insecure_context: 'Serve the page over `https:`. `http:` works on `localhost` only.',
    },
  },
  {
    source: 'browserFailures',
    title: 'A sign-in that could not start in this browser: `code`',
    where: '`@grantkit/browser` has the codes of a login, and these.',
    remedies: {
      popup_blocked: 'Call `signIn` in the click itself, not after an `await`. Or set `popupBlocked: "redirect"`.',
      storage_unavailable: 'Ask the user to allow storage for this site, or use `keep: "memory"`.',
      insecure_context: 'Serve the page over `https:`. `http:` works on `localhost` only.',
    },
  },
  {
    source: 'LoopbackFailureCode',
    title: 'A login of a command line that could not start: `code`',
    where: '`loginOnLoopback` of `@grantkit/oidc/loopback` has the codes of a login, and these.',
    remedies: {
      port_in_use: 'Another program has the port. Leave `port` out to take any free one, or close the other program.',
      listen_failed: 'This machine or sandbox lets nothing listen. Use a [device login](./guides/device.md).',
    },
  },
  {
    source: 'TokenSourceErrorCode',
    title: 'No token from a source: `TokenSourceError.code`',
    where: 'The sources of `@grantkit/tokens`, and `getAccessToken` of `@grantkit/browser`, reject with these.',
    remedies: {
      renewal_failed: `Read \`error\` and \`errorDescription\`. If \`transient\` is true, the session stands. ${retryLater}`,
      session_ended: `${signInAgain} [\`reason\`](#SessionEndReason) says why.`,
      no_session: signInAgain,
      no_refresh_token:
        'Request the scope `offline_access`, if the server has it, and check that the client may use refresh tokens.',
      store_failed: 'Read `cause`. Check the connection to the store.',
      disposed: 'Make a new source. Something called `dispose` while this one was in use.',
    },
  },
  {
    source: 'SessionEndReason',
    title: 'A session that ended: `reason`',
    where: 'In `TokenSourceError.reason`, in the event `session.ended`, and in the snapshot of `@grantkit/browser`.',
    remedies: {
      revoked: signInAgain,
      rotation_lost: `${signInAgain} The connection broke during a refresh, and the server took the old token only once. A server’s reuse interval prevents this.`,
      signed_out: signInAgain,
      expired: `${signInAgain} Request a refresh token if sessions should last longer.`,
      idle: `${signInAgain} \`maxIdleMs\` sets the time.`,
      user_mismatch: `${signInAgain} The server gave the ID token of another user. Report it to the server’s operator.`,
    },
  },
  {
    source: 'AuthorizeRequestCode',
    title: 'A request that an API refuses: `code`',
    where:
      '`createRequestAuthorizer` and `authorizeRequest` of `@grantkit/jose` return these with the `Response` to send.',
    remedies: {
      token_missing: 'Return `response`. The client has to send an access token.',
      invalid_request: 'Return `response`. The client sent a malformed header, or a token twice.',
      invalid_token: 'Return `response`. `exception` says [which check](#JoseErrorCode) failed; keep it to your log.',
      invalid_dpop_proof:
        'Return `response`. Check the clock of the client, and that the API sees the URL that the client called: behind a proxy pass `url`.',
      use_dpop_nonce: 'Return `response`. It has the nonce; the client tries once more.',
      insufficient_scope: 'Return `response`. The client has to request the scope that it names.',
      temporarily_unavailable:
        'Return `response`. The keys of the authorization server can’t be fetched; see `exception.failure`.',
    },
  },
  {
    source: 'JoseErrorCode',
    title: 'A token or key that is refused: `JoseError.code`',
    where: 'Functions of `@grantkit/jose` reject with a `JoseError`. `claim` names the claim or header.',
    remedies: {
      jwt_malformed:
        'Check that this is the token, whole and without spaces around it. An opaque access token is no JWT: introspect it.',
      header_unsupported: 'Ask the issuer to sign without that header.',
      type_mismatch: 'Pass the right kind of token: an ID token is no access token.',
      alg_not_allowed: 'List the algorithm in `algorithms`, if the issuer really uses it.',
      signature_invalid: 'Refuse the token. Check that `keys` are of the same issuer and environment.',
      key_not_found:
        'Check the issuer’s `jwks_uri`. A key cache requests the keys again if the `kid` is unknown, at most once in `coolDownMs`.',
      key_ambiguous: 'Ask the issuer for a `kid` in tokens and keys.',
      key_too_weak: 'Use RSA keys of 2048 bits or more, and secrets as long as the hash.',
      key_invalid: 'Check the key’s members and whether this runtime supports its algorithm.',
      keys_unavailable: `${retryLater} \`failure\` says why.`,
      encryption_missing: 'Check the client’s registration: the issuer doesn’t encrypt for it.',
      decryption_failed: 'Pass the private key in `decryptionKeys`. Keep the old one during a key rotation.',
      claim_missing: 'Check the issuer’s configuration for `claim`.',
      claim_invalid: 'Check the issuer’s configuration for `claim`.',
      claim_mismatch: 'Check `issuer`, `audience`, `clientId` and `nonce`: `claim` says which one differs.',
      expired: 'Get a new token. Check the clock; `clockToleranceMs` allows for clock skew.',
      not_yet_valid: 'Check the clock of this machine.',
      issued_in_future: 'Check the clock of this machine.',
      too_old: 'Get a new token, or a new login if `claim` is `auth_time`.',
      replayed: 'Refuse it: each proof or logout token counts once.',
      proof_missing: 'The client has to send a DPoP proof or its certificate with the token.',
      proof_unexpected: 'Send no proof with a token that is not bound to a key.',
      binding_missing: 'Check that the client is registered for DPoP or certificate-bound tokens.',
      scope_insufficient: 'Request the scope, or refuse with 403.',
      dpop_key_lost: `${signInAgain} The browser has lost the key, such as after its storage was cleared.`,
      profile_unsupported: 'Read `lacks`: it lists what to switch on at the server.',
    },
  },
]
