import { misuse } from 'grantkit/internal/misuse'
import { jwtSignerOf } from '../internal/jwt-signer.ts'
import { signedHeader } from '../internal/signed-header.ts'
import type { ProfileClientSettings } from './client-settings.ts'
import { fapi2Algorithms } from './fapi2-lacks.ts'
import type { Means } from './plan.ts'
import { checkParameters } from './request-rules.ts'

/** The client's ways of authentication. Throws for settings that the profile doesn't allow. */
export function meansOf(settings: ProfileClientSettings): Means {
  const { profile, key, header, dpop, clientCertificate = false, clientSecret } = settings
  const { signedRequests = false, signedResponses = false } = settings
  if (profile !== undefined && profile !== 'fapi2' && profile !== 'oauth2.1') misuse('profile', '"fapi2" or "oauth2.1"')
  if (profile) checkParameters(profile, settings.parameters)
  const alg = key && jwtSignerOf('key', key, settings).alg
  if (key && (clientSecret !== undefined || settings.clientAssertion || settings.clientAuthentication))
    misuse('key', 'one way of authentication only')
  signedHeader(header, {})
  if (header && !key) misuse('header', 'it together with key: it is for its signatures')
  if (signedRequests && !key) misuse('key', "the client's private key: signedRequests needs it")
  if (profile === 'fapi2') checkFapi2(settings, alg)
  return { alg, dpop, clientCertificate, clientSecret, signedRequests, signedResponses }
}

function checkFapi2(settings: ProfileClientSettings, alg: string | undefined): void {
  const { key, dpop, clientCertificate } = settings
  for (const field of ['clientSecret', 'clientCredentialStyle', 'clientAssertion', 'clientAuthentication'] as const) {
    if (settings[field] !== undefined) misuse(field, 'key or clientCertificate instead: fapi2 allows no secret')
  }
  if (settings.dpopProof !== undefined) misuse('dpopProof', 'dpop instead')
  if (!key && !clientCertificate) misuse('key', "the client's private key, or clientCertificate")
  if (!dpop && !clientCertificate) misuse('dpop', 'a signer of createDPoP, or clientCertificate: fapi2 binds tokens')
  if (alg && !fapi2Algorithms.includes(alg)) misuse('alg', `${fapi2Algorithms.join(', ')}: fapi2 takes no other`)
  // addresses from other sources can't be trusted (FAPI 2.0 Security Profile section 5.3.3.1)
  if (settings.metadata) misuse('metadata', 'authority or discovery instead: their document is checked')
  if (settings.policy?.issuer) misuse('policy.issuer', 'nothing: the issuer is compared character by character')
  if (settings.allowInsecureHttp) misuse('allowInsecureHttp', 'nothing: fapi2 needs TLS')
}
