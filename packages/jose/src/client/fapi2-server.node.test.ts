import { describe, expect, it } from 'vitest'
import { success } from '../../../core/src/testing/ask.ts'
import { testFetch } from '../../../core/src/testing/test-fetch.ts'
import { JoseError } from '../index.ts'
import {
  at,
  bound,
  type Changes,
  clientOf,
  document,
  documentOf,
  issuer,
  login,
  type Settings,
} from '../testing/profile-client.ts'

describe('fapi2: a server', () => {
  const lacksOf = async (changes: Changes, settings: Settings = {}) => {
    const client = clientOf({ fetch: testFetch(), ...settings }, changes)
    const error = await client.requestClientCredentialsToken().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(JoseError)
    expect(error).toMatchObject({ code: 'profile_unsupported' })
    return error as JoseError
  }
  const members = ({ lacks = [] }: JoseError) => lacks.map(({ member }) => member)

  it.each([
    ['authorization_endpoint', undefined],
    ['token_endpoint', undefined],
    ['pushed_authorization_request_endpoint', undefined],
    ['response_types_supported', undefined],
    ['response_types_supported', ['code id_token']],
    ['grant_types_supported', ['client_credentials']],
    ['code_challenge_methods_supported', undefined],
    ['code_challenge_methods_supported', ['plain']],
    ['authorization_response_iss_parameter_supported', undefined],
    ['authorization_response_iss_parameter_supported', 'false'],
    ['authorization_response_iss_parameter_supported', 1],
    ['token_endpoint_auth_methods_supported', ['client_secret_basic', 'none']],
    ['token_endpoint_auth_signing_alg_values_supported', ['RS256']],
    ['dpop_signing_alg_values_supported', undefined],
    ['dpop_signing_alg_values_supported', ['RS256']],
    ['id_token_signing_alg_values_supported', ['RS256']],
  ] as const)('is refused if it has for %s: %s', async (member, value) => {
    expect(members(await lacksOf({ [member]: value }))).toEqual([member])
  })

  it.each([
    ['request_object_signing_alg_values_supported', { signedRequests: true }],
    ['authorization_signing_alg_values_supported', { signedResponses: true }],
    ['response_modes_supported', { signedResponses: true }],
    ['tls_client_certificate_bound_access_tokens', { clientCertificate: true, dpop: undefined }],
  ])('is refused if it lacks %s, which is needed', async (member, settings) => {
    expect(members(await lacksOf({ [member]: undefined }, settings))).toEqual([member])
  })

  it('gets one error that lists all missing features and who requires them, from each method', async () => {
    const none = Object.fromEntries(Object.keys(document).map((member) => [member, undefined]))
    const poor = { ...none, issuer, jwks_uri: at('keys') }
    const error = await lacksOf(poor)
    expect(members(error)).toEqual([
      'authorization_endpoint',
      'token_endpoint',
      'pushed_authorization_request_endpoint',
      'response_types_supported',
      'code_challenge_methods_supported',
      'authorization_response_iss_parameter_supported',
      'token_endpoint_auth_methods_supported',
      'token_endpoint_auth_signing_alg_values_supported',
      'dpop_signing_alg_values_supported',
    ])
    for (const { member, needs, section } of error.lacks ?? []) {
      expect(error.message).toContain(`${member} with ${needs} (${section})`)
      expect(section).toMatch(/^FAPI 2\.0 Security Profile section 5\.[34]/)
    }
    const client = clientOf({ fetch: testFetch() }, poor)
    const lacking = { code: 'profile_unsupported' }
    await expect(client.createAuthorizeUrl(await login())).rejects.toMatchObject(lacking)
    await expect(client.parseAuthorizeResponse('?code=c', { state: 's' })).rejects.toMatchObject(lacking)
    await expect(client.revokeToken({ token: 't' })).rejects.toMatchObject(lacking)
  })

  it('is checked again after its metadata changed', async () => {
    const better = { get: async () => documentOf(answers.shift() ?? {}), refresh: async () => documentOf({}) }
    const answers: Changes[] = [{ dpop_signing_alg_values_supported: undefined }, {}]
    const client = clientOf({
      fetch: testFetch(bound()),
      discovery: better as never,
      authority: undefined,
      seed: undefined,
    })
    await expect(client.requestClientCredentialsToken()).rejects.toMatchObject({ code: 'profile_unsupported' })
    success(await client.requestClientCredentialsToken())
  })
})
