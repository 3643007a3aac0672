import { createPkce } from 'grantkit'
import { decodeJwt, generateKeyPair } from 'jose'
import { json, token } from '../../../core/src/testing/replies.ts'
import type { TestFetch } from '../../../core/src/testing/test-fetch.ts'
import { createClient, createDPoP, type ProfileClientSettings } from '../index.ts'

export const issuer = 'https://as.example'
export const redirectUri = 'https://app.example/callback'
export const at = (name: string) => `${issuer}/${name}`
export const document = {
  issuer,
  authorization_endpoint: at('authorize'),
  token_endpoint: at('token'),
  jwks_uri: at('keys'),
  pushed_authorization_request_endpoint: at('par'),
  mtls_endpoint_aliases: { token_endpoint: at('mtls/token'), pushed_authorization_request_endpoint: at('mtls/par') },
  response_types_supported: ['code'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  token_endpoint_auth_methods_supported: ['private_key_jwt', 'tls_client_auth'],
  token_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256'],
  dpop_signing_alg_values_supported: ['ES256'],
  tls_client_certificate_bound_access_tokens: true,
  id_token_signing_alg_values_supported: ['ES256'],
  request_object_signing_alg_values_supported: ['ES256'],
  authorization_signing_alg_values_supported: ['ES256'],
  response_modes_supported: ['query', 'jwt'],
}

/** Keys of the client: one that FAPI 2.0 accepts, and one that it doesn't. */
export const { privateKey: key } = await generateKeyPair('ES256')
export const { privateKey: rsa } = await generateKeyPair('RS256')

/** Changes of the metadata. Undefined removes a member. */
export type Changes = Record<string, unknown>
/** Changes of the settings. Undefined removes one. */
export type Settings = { [Name in keyof ProfileClientSettings]?: ProfileClientSettings[Name] | undefined }

export function clientOf(settings: Settings = {}, changes: Changes = {}) {
  const seed = Object.fromEntries(
    Object.entries({ ...document, ...changes }).filter(([, value]) => value !== undefined),
  )
  const usual: ProfileClientSettings = {
    profile: 'fapi2',
    authority: issuer,
    clientId: 'app',
    key,
    kid: 'k',
    dpop: createDPoP(),
    seed,
  }
  const whole = Object.entries({ ...usual, ...settings }).filter(([, value]) => value !== undefined)
  return createClient(Object.fromEntries(whole) as ProfileClientSettings)
}
const camel = (name: string) => name.replace(/_[a-z]/g, (letter) => `${letter[1]}`.toUpperCase())
export const documentOf = (changes: Changes) => ({
  isError: false,
  ...Object.fromEntries(Object.entries({ ...document, ...changes }).map(([name, value]) => [camel(name), value])),
})
export const bound = (members: object = {}) => token({ token_type: 'DPoP', ...members })
export const pushedReply = () => json({ request_uri: 'urn:example:1', expires_in: 60 }, 201)
export const login = async (members: object = {}) => ({
  ...{ redirectUri, scope: 'openid', state: 's', codeChallenge: (await createPkce()).codeChallenge },
  ...members,
})
export const claimsOf = (fetch: TestFetch, index = 0) =>
  decodeJwt(fetch.requests[index]?.form.get('client_assertion') ?? '')
