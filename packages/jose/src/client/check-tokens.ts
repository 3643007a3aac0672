import type { TokenResponse } from 'grantkit'
import { present } from 'grantkit/internal/present'
import { confirmationIn, isNoAccessToken } from '../internal/why-unbound.ts'
import { JoseError } from '../jose-error.ts'
import type { AuthorizationContext } from './authorization.ts'
import type { Profile } from './client-settings.ts'
import { refuseLacking } from './lacks.ts'
import { type Method, methods } from './methods.ts'
import type { AnyRequest } from './request-rules.ts'

/** The response of a method. Rejects if it has a token that isn't bound although the profile requires it. */
function refuseUnbound(
  profile: Profile,
  { plan, settings }: AuthorizationContext,
  name: Method,
  request: AnyRequest,
  response: unknown,
): unknown {
  if (methods[name] !== 'tokens' || (response as TokenResponse).isError) return response
  const token = response as Extract<TokenResponse, { isError: false }>
  const { accessToken, tokenType, refreshToken } = token
  const mayBeUnbound = isNoAccessToken(token)
  if (profile === 'fapi2' && plan.binding === 'dpop' && !mayBeUnbound && !/^dpop$/i.test(`${tokenType}`)) {
    throw new JoseError('binding_missing', 'the token is not bound to the key: its type is not DPoP')
  }
  // a JWT access token is read; the binding of an opaque one can't be checked
  const confirmation = confirmationIn(accessToken)
  if (plan.binding === 'tls' && !mayBeUnbound && confirmation && !confirmation['x5t#S256']) {
    throw new JoseError('binding_missing', 'the token is not bound to the certificate', { claim: 'cnf' })
  }
  const { clientSecret, clientAssertion, clientAuthentication } = { ...settings, ...present<object>(request) }
  const isPublic = plan.authentication === 'own' && !clientSecret && !clientAssertion && !clientAuthentication
  const isRefresh = name === 'requestRefreshToken'
  if (
    isRefresh &&
    isPublic &&
    plan.binding === 'none' &&
    (refreshToken ?? request.refreshToken) === request.refreshToken
  ) {
    const needs = 'a new one at each refresh, or one that is bound by dpop'
    refuseLacking(profile, [{ member: 'refresh_token', needs, section: 'OAuth 2.1 section 4.3.1' }])
  }
  return response
}

/** The same. The error has the response, not enumerable: it may hold a rotated refresh token, which must not be lost. */
export function checkUnbound(...call: Parameters<typeof refuseUnbound>): unknown {
  try {
    return refuseUnbound(...call)
  } catch (error) {
    throw Object.defineProperty(error as Error, 'response', { value: call[4] })
  }
}
