import { createDiscoveryCache } from 'grantkit'
import { describe, expect, it } from 'vitest'
import { type ValidateSignedMetadataRequest, validateSignedMetadata } from './index.ts'
import { issued, issuer, issuerKeys, nowSeconds, options } from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { refused } from './testing/refused.ts'
import { signed, unsigned } from './testing/tokens.ts'

const keys = await issuerKeys()
const attester = 'https://federation.example'
const plain = { issuer, token_endpoint: 'https://evil.example/token', scopes_supported: ['openid'] }
const members = { issuer, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` }

const validate = (signed_metadata: unknown, over: object = {}) => {
  const metadata = { ...plain, signed_metadata }
  return validateSignedMetadata({ metadata, issuer: attester, keys, ...over } as ValidateSignedMetadataRequest, options)
}

describe('signed metadata (RFC 8414 section 2.1)', () => {
  it('replaces unsigned members', async () => {
    const signed_metadata = await issued({ iss: attester, ...members })
    expect(await validate(signed_metadata)).toEqual({ ...plain, ...members, signed_metadata })
  })

  it('adds neither its own claims nor further signed metadata', async () => {
    const own = { iss: attester, sub: 's', aud: 'a', exp: nowSeconds + 60, nbf: nowSeconds, iat: nowSeconds, jti: 'j' }
    const signed_metadata = await issued({ ...own, ...members, signed_metadata: 'inner' })
    expect(await validate(signed_metadata)).toEqual({ ...plain, ...members, signed_metadata })
  })

  it('can seed a discovery cache', async () => {
    const seed = await validate(await issued({ iss: attester, ...members }))
    const fetch = async () => expect.fail('asked')
    const server = await createDiscoveryCache({ authority: issuer, seed, fetch }).get()
    expect(server).toMatchObject({ isError: false, tokenEndpoint: `${issuer}/token` })
  })

  it('is refused if nothing is signed', async () => {
    for (const nothing of [undefined, null, 5, {}]) await refused(validate(nothing), 'claim_missing', 'signed_metadata')
    await refused(validate(''), 'jwt_malformed')
    await refused(validate(unsigned({ iss: attester, ...members })), 'alg_not_allowed', 'alg')
  })

  it('is refused if it is encrypted: metadata is public', async () => {
    await refused(validate('AAAA.AAAA.AAAA.AAAA.AAAA'), 'decryption_failed')
  })

  it('is refused from another issuer, or without an iss', async () => {
    await refused(validate(await issued({ iss: issuer, ...members })), 'claim_mismatch', 'iss')
    await refused(validate(await issued(members)), 'claim_missing', 'iss')
    const forged = await signed({ iss: attester, ...members }, await testKey('RS256', 'stranger'), { kid: 'rs256' })
    await refused(validate(forged), 'signature_invalid')
  })

  it('is refused for another server or resource', async () => {
    await refused(validate(await issued({ iss: attester, issuer: 'https://evil.example' })), 'claim_mismatch', 'issuer')
    const resource = 'https://api.example'
    await refused(validate(await issued({ iss: attester, resource })), 'claim_mismatch', 'resource')
    const metadata = { resource, signed_metadata: await issued({ iss: attester, resource, scopes_supported: ['a'] }) }
    expect(await validate(undefined, { metadata })).toMatchObject({ resource, scopes_supported: ['a'] })
  })

  it('is refused if it has expired', async () => {
    await refused(validate(await issued({ iss: attester, ...members, exp: nowSeconds - 30 })), 'expired', 'exp')
    await refused(validate(await issued({ iss: attester, iat: nowSeconds + 60 })), 'issued_in_future', 'iat')
  })

  it('is refused as another kind of token, or with another algorithm', async () => {
    const claims = { iss: attester, ...members }
    await refused(validate(await issued(claims, { typ: 'at+jwt' })), 'type_mismatch', 'typ')
    await refused(validate(await issued(claims), { algorithms: ['ES256'] }), 'alg_not_allowed', 'alg')
    expect(await validate(await signed(claims, await testKey('ES256')))).toMatchObject(members)
  })

  it('returns data for any name of a member', async () => {
    const payload = JSON.stringify({ iss: attester, ...members }).replace('{', '{"__proto__":{"polluted":true},')
    const metadata = await validate(await issued(payload))
    expect(metadata.polluted).toBeUndefined()
    expect(Object.prototype).not.toHaveProperty('polluted')
  })

  it('rejects for a mistake in the arguments', async () => {
    await expect(validate('', { issuer: undefined })).rejects.toThrow(TypeError)
    const wants = new TypeError('metadata: pass the json of the response')
    for (const metadata of [undefined, 'text']) await expect(validate('', { metadata })).rejects.toThrow(wants)
    await expect(validate('', { keys: {} })).rejects.toThrow(TypeError)
  })
})
