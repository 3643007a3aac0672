/** An error code of a server, in the `error` of a failure. */
interface ServerError {
  code: string
  section: string
  meaning: string
  remedy: string
}

/** The registered error codes, by the endpoint that sends them. */
export const serverErrors: Record<string, ServerError[]> = {
  'From the token endpoint': [
    {
      code: 'invalid_request',
      section: 'RFC 6749 section 5.2',
      meaning: 'A parameter is missing, repeated or malformed.',
      remedy: 'Read `errorDescription`. Most often it is the `redirect_uri` or the PKCE verifier.',
    },
    {
      code: 'invalid_client',
      section: 'RFC 6749 section 5.2',
      meaning: 'The client could not be authenticated.',
      remedy:
        'Check the secret and the method: try `clientCredentialStyle: "body"`, then `authorizationHeaderStyle: "rfc2617"`. An assertion needs the `audience` that the server wants.',
    },
    {
      code: 'invalid_grant',
      section: 'RFC 6749 section 5.2',
      meaning: 'The code or refresh token is invalid, expired, revoked, used before, or of another client.',
      remedy: 'Start a new login. A code can be sent once: look for a component that runs twice.',
    },
    {
      code: 'unauthorized_client',
      section: 'RFC 6749 section 5.2',
      meaning: 'The client may not use this grant.',
      remedy: 'Allow the grant in the client’s registration.',
    },
    {
      code: 'unsupported_grant_type',
      section: 'RFC 6749 section 5.2',
      meaning: 'The server doesn’t have this grant.',
      remedy: 'See `grant_types_supported` in the metadata.',
    },
    {
      code: 'invalid_scope',
      section: 'RFC 6749 section 5.2',
      meaning: 'A scope is unknown or not allowed for the client.',
      remedy: 'Request fewer scopes, or allow them in the registration.',
    },
    {
      code: 'invalid_target',
      section: 'RFC 8707 section 2',
      meaning: 'The resource is unknown or not allowed.',
      remedy: 'Check `resource`. Use `resourceIndicators: "omit"` if the server doesn’t know the parameter.',
    },
    {
      code: 'use_dpop_nonce',
      section: 'RFC 9449 section 8',
      meaning: 'The server wants its nonce in the proof.',
      remedy:
        'Nothing: the request is sent once more with the nonce. If it comes back to you, the server sent no `DPoP-Nonce`, or a page can’t read it (`Access-Control-Expose-Headers`).',
    },
    {
      code: 'invalid_dpop_proof',
      section: 'RFC 9449 section 5',
      meaning: 'The proof is invalid.',
      remedy: 'Check the clock of this machine. The time of the server is used once it is known.',
    },
    {
      code: 'authorization_pending',
      section: 'RFC 8628 section 3.5',
      meaning: 'The user hasn’t approved yet.',
      remedy: 'Nothing: `pollDeviceToken` continues.',
    },
    {
      code: 'slow_down',
      section: 'RFC 8628 section 3.5',
      meaning: 'The polls come too fast.',
      remedy: 'Nothing: the interval grows by five seconds.',
    },
    {
      code: 'expired_token',
      section: 'RFC 8628 section 3.5',
      meaning: 'The device code has expired.',
      remedy: 'Start the device login again.',
    },
    {
      code: 'access_denied',
      section: 'RFC 8628 section 3.5',
      meaning: 'The user refused.',
      remedy: 'Offer to start again.',
    },
  ],
  'From the authorization endpoint, in the callback': [
    {
      code: 'access_denied',
      section: 'RFC 6749 section 4.1.2.1',
      meaning: 'The user or the server refused.',
      remedy: 'Offer to sign in again. It is no fault.',
    },
    {
      code: 'login_required',
      section: 'OIDC Core section 3.1.2.6',
      meaning: 'Nobody is signed in, and with `prompt: "none"` the server must not ask.',
      remedy: 'Start a login without `prompt: "none"`.',
    },
    {
      code: 'interaction_required',
      section: 'OIDC Core section 3.1.2.6',
      meaning: 'The user has to do something.',
      remedy: 'Start a login without `prompt: "none"`.',
    },
    {
      code: 'consent_required',
      section: 'OIDC Core section 3.1.2.6',
      meaning: 'The user has to consent.',
      remedy: 'Start a login without `prompt: "none"`.',
    },
    {
      code: 'account_selection_required',
      section: 'OIDC Core section 3.1.2.6',
      meaning: 'The user has to choose an account.',
      remedy: 'Start a login without `prompt: "none"`.',
    },
    {
      code: 'unsupported_response_type',
      section: 'RFC 6749 section 4.1.2.1',
      meaning: 'The server doesn’t allow this response type.',
      remedy: 'Use `code`. Allow the authorization code grant in the registration.',
    },
    {
      code: 'invalid_request_uri',
      section: 'RFC 9101 section 7',
      meaning: 'The pushed request has expired or was used before.',
      remedy: 'Push the request again: each `request_uri` is for one login.',
    },
    {
      code: 'invalid_request_object',
      section: 'RFC 9101 section 7',
      meaning: 'The signed request is invalid.',
      remedy: 'Check the `audience`, the algorithm and the registered key.',
    },
    {
      code: 'unmet_authentication_requirements',
      section: 'OIDC Unmet Authentication Requirements 1.0',
      meaning: 'The user can’t reach the requested `acr`.',
      remedy: 'Request another level, or tell the user.',
    },
    {
      code: 'temporarily_unavailable',
      section: 'RFC 6749 section 4.1.2.1',
      meaning: 'The server is overloaded.',
      remedy: 'Try again later.',
    },
    {
      code: 'server_error',
      section: 'RFC 6749 section 4.1.2.1',
      meaning: 'The server has a fault.',
      remedy: 'Try again later, then ask its operator.',
    },
  ],
  'From an API, in `WWW-Authenticate`': [
    {
      code: 'invalid_token',
      section: 'RFC 6750 section 3.1',
      meaning: 'The access token has expired, was revoked, or is for another API.',
      remedy:
        '`createTokenFetch` gets a new token and tries once more. If it persists, check `audience` or `resource`.',
    },
    {
      code: 'insufficient_scope',
      section: 'RFC 6750 section 3.1',
      meaning: 'The token lacks a scope.',
      remedy: 'Request the scope that the challenge names.',
    },
    {
      code: 'insufficient_user_authentication',
      section: 'RFC 9470 section 3',
      meaning: 'The API wants a stronger or more recent login.',
      remedy: 'Send the user through [step-up](./guides/step-up.md).',
    },
  ],
  'From the registration endpoint': [
    {
      code: 'invalid_redirect_uri',
      section: 'RFC 7591 section 3.2.2',
      meaning: 'A redirect URI is not allowed.',
      remedy: 'Use `https:`, or loopback for native apps.',
    },
    {
      code: 'invalid_client_metadata',
      section: 'RFC 7591 section 3.2.2',
      meaning: 'A member of the metadata is not allowed.',
      remedy: 'Read `errorDescription`.',
    },
    {
      code: 'invalid_software_statement',
      section: 'RFC 7591 section 3.2.2',
      meaning: 'The software statement is invalid.',
      remedy: 'Get a new one.',
    },
    {
      code: 'unapproved_software_statement',
      section: 'RFC 7591 section 3.2.2',
      meaning: 'The server doesn’t accept this software statement.',
      remedy: 'Ask the server’s operator.',
    },
  ],
}

/** The messages of platforms if there is no response. They are in `errorDescription` or in the message of `exception`. */
export const platformErrors: { message: string; meaning: string; remedy: string }[] = [
  {
    message: 'Failed to fetch',
    meaning: 'Chromium: no response, or CORS forbids to read it.',
    remedy: 'Look into the console and the network panel. Allow the page’s origin at the server.',
  },
  { message: 'NetworkError when attempting to fetch resource.', meaning: 'Firefox: the same.', remedy: 'The same.' },
  { message: 'Load failed', meaning: 'Safari: the same.', remedy: 'The same.' },
  {
    message: 'ECONNREFUSED',
    meaning: 'No server listens at this host and port.',
    remedy: 'Check the host and port. In a container, `localhost` is the container itself.',
  },
  { message: 'ENOTFOUND', meaning: 'The host’s name is unknown.', remedy: 'Check the spelling and DNS.' },
  {
    message: 'ECONNRESET',
    meaning: 'The connection was closed, such as by a proxy.',
    remedy: 'Try again. A code or refresh token may be spent.',
  },
  {
    message: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    meaning: 'The server’s certificate is self-signed.',
    remedy: 'Pass its authority to the runtime, such as `NODE_EXTRA_CA_CERTS`. Never switch the check off.',
  },
  {
    message: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    meaning: 'The server doesn’t send its intermediate certificate.',
    remedy: 'Complete the chain at the server.',
  },
  { message: 'CERT_HAS_EXPIRED', meaning: 'The server’s certificate has expired.', remedy: 'Renew it at the server.' },
]
