import type { ClientSettings, RequestParameters } from 'grantkit'
import { misuse } from 'grantkit/internal/misuse'
import { pairsOf } from 'grantkit/internal/pairs'
import type { Profile } from './client-settings.ts'
import { type Method, methods } from './methods.ts'

/** A request of any kind, as the caller passed it. */
export type AnyRequest = Record<string, unknown> & { parameters?: RequestParameters }

/** Throws for a request that a profile doesn't allow, before it is sent. */
export function checkRequest(profile: Profile, name: Method, request: AnyRequest): void {
  const grantType = name === 'requestPasswordToken' ? 'password' : request.grantType
  if (grantType === 'password' || grantType === 'implicit') {
    misuse('grantType', `another, for ${profile} has no ${grantType} grant`)
  }
  if (name === 'requestToken' && grantType === 'authorization_code') {
    misuse('grantType', 'another, or call requestAuthorizationCodeToken')
  }
  if (name === 'requestAuthorizationCodeToken' && !isText(request.codeVerifier)) {
    misuse('codeVerifier', 'the codeVerifier of createPkce that belongs to the codeChallenge of the login')
  }
  if (profile === 'fapi2') {
    for (const field of ownProofs) {
      if (request[field] !== undefined)
        misuse(field, `nothing in a call: with ${profile} the client has one way of authentication`)
    }
  }
  // addresses from other sources can't be trusted (FAPI 2.0 Security Profile section 5.3.3.1)
  if (profile === 'fapi2' && request.address !== undefined && methods[name] !== 'registered') {
    misuse('address', 'nothing: fapi2 uses the metadata')
  }
  checkParameters(profile, request.parameters)
  if (name === 'pushAuthorization' || (name === 'createAuthorizeUrl' && !request.requestUri)) {
    checkAuthorization(profile, request)
  }
}

/** Throws for parameters that would bypass the profile. */
export function checkParameters(profile: Profile, parameters: RequestParameters | undefined): void {
  for (const [name] of pairsOf('parameters', parameters)) {
    if (decided.includes(name)) misuse(`parameters.${name}`, `nothing: ${profile} decides it`)
  }
}

/** Checks an authorization request for either profile: response type code, PKCE with S256, an exact redirect URI. */
function checkAuthorization(profile: Profile, request: AnyRequest): void {
  const { codeChallenge, codeChallengeMethod = 'S256', redirectUri, responseType = 'code' } = request
  // a SHA-256 hash in base64url
  if (!/^[\w-]{43}$/.test(`${codeChallenge}`)) misuse('codeChallenge', 'the one of createPkce, fresh for each login')
  if (codeChallengeMethod !== 'S256') misuse('codeChallengeMethod', '"S256", or nothing')
  if (responseType !== 'code') misuse('responseType', `"code", or nothing: ${profile} has no other`)
  if (request.responseMode !== undefined && !responseModes.includes(request.responseMode)) {
    misuse('responseMode', `one that keeps the code out of the fragment (${responseModes.join(', ')}), or nothing`)
  }
  if (!isExact(redirectUri)) {
    misuse('redirectUri', 'the registered one, character for character: absolute, no fragment, http: only on loopback')
  }
  if (request.request !== undefined) misuse('request', 'its members instead: they are signed if necessary')
}

/** Whether a URL can be compared character by character, and nobody on the network path can read responses to it. */
function isExact(redirectUri: unknown): boolean {
  if (!isText(redirectUri) || /[#*]/.test(redirectUri)) return false
  const [, scheme = '', host = ''] = /^([a-z][a-z\d+.-]*):(?:\/\/([^/?]*))?/i.exec(redirectUri) ?? []
  if (/^http$/i.test(scheme)) return /^(127(\.\d+){3}|\[::1\]|([\w-]+\.)*localhost)(:\d+)?$/i.test(host)
  // a private-use scheme contains a dot and belongs to the owner of the domain (RFC 8252 section 7.1)
  return (/^https$/i.test(scheme) && !!host) || scheme.includes('.')
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const ownProofs: readonly (keyof ClientSettings)[] = [
  'clientSecret',
  'clientCredentialStyle',
  'clientAssertion',
  'clientAuthentication',
  'dpop',
  'dpopProof',
]

/** The response modes that show a code to the server of the redirect URI only; `jwt` is `query.jwt` for a code (JARM section 2.3.4). */
const responseModes: readonly unknown[] = ['query', 'form_post', 'jwt', 'query.jwt', 'form_post.jwt']

/** The parameters that are members of a request, which a profile checks, or that follow from the settings. */
const decided: readonly string[] = [
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'response_type',
  'response_mode',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'redirect_uri',
  'request',
  'request_uri',
  'grant_type',
]
