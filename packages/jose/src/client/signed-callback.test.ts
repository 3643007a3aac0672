import { CompactEncrypt, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { failure, success } from '../../../core/src/testing/ask.ts'
import { json, token } from '../../../core/src/testing/replies.ts'
import { testFetch } from '../../../core/src/testing/test-fetch.ts'
import { createClient } from '../index.ts'
import { at, clientOf, issuer, login, redirectUri } from '../testing/profile-client.ts'
import { testKey } from '../testing/signing-keys.ts'

const bare = { key: undefined, kid: undefined, dpop: undefined }
const now = 1_700_000_000_000
const server = await generateKeyPair('RS256')
const keys = { keys: [{ ...(await exportJWK(server.publicKey)), kid: 'k' }] }
const claims = { iss: issuer, aud: 'app', exp: now / 1000 + 60, code: 'c', state: 's' }
const response = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(server.privateKey)
const callback = `${redirectUri}?response=${response}`

describe('a client that asks for signed callbacks', () => {
  const rs256 = { authorization_signing_alg_values_supported: ['RS256'] }

  it.each([undefined, 'oauth2.1'] as const)("accepts the server's algorithms with the profile %s", async (profile) => {
    const fetch = testFetch(json(keys))
    const client = clientOf({ ...bare, profile, signedResponses: true, now: () => now, fetch }, rs256)
    const url = new URL(await client.createAuthorizeUrl(await login()))
    expect(url.searchParams.get('response_mode')).toBe('jwt')
    expect(success(await client.parseAuthorizeResponse(callback, { state: 's' })).code).toBe('c')
    expect(fetch.requests[0]?.url).toBe(at('keys'))
  })

  it('accepts only RS256 if the server lists none', async () => {
    const silent = { authorization_signing_alg_values_supported: undefined }
    const settings = { ...bare, profile: undefined, signedResponses: true, now: () => now }
    const client = clientOf({ ...settings, fetch: testFetch(json(keys)) }, silent)
    expect((await client.parseAuthorizeResponse(callback, { state: 's' })).isError).toBe(false)
    const { privateKey } = await generateKeyPair('ES256')
    const other = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(privateKey)
    expect(failure(await client.parseAuthorizeResponse(`?response=${other}`, { state: 's' }))).toMatchObject({
      exception: { code: 'alg_not_allowed' },
    })
  })

  it('decrypts them with its keys', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ECDH-ES')
    const jwe = await new CompactEncrypt(new TextEncoder().encode(response))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT' })
      .encrypt(publicKey)
    const settings = { ...bare, profile: undefined, signedResponses: true, now: () => now }
    const able = clientOf({ ...settings, decryptionKeys: [privateKey], fetch: testFetch(json(keys)) }, rs256)
    expect(success(await able.parseAuthorizeResponse(`?response=${jwe}`, { state: 's' })).code).toBe('c')
    const unable = clientOf({ ...settings, fetch: testFetch() }, rs256)
    expect(failure(await unable.parseAuthorizeResponse(`?response=${jwe}`, { state: 's' }))).toMatchObject({
      exception: { code: 'decryption_failed' },
    })
  })

  it("returns a transient failure if the keys can't be fetched", async () => {
    const fetch = testFetch(json({}, 503), json(keys))
    const client = clientOf({ ...bare, profile: undefined, signedResponses: true, now: () => now, fetch }, rs256)
    expect(failure(await client.parseAuthorizeResponse(callback, { state: 's' }))).toMatchObject({
      exception: { code: 'keys_unavailable' },
    })
    expect((await client.parseAuthorizeResponse(callback, { state: 's' })).isError).toBe(false)
  })

  it('names what is missing for verifying them', async () => {
    const settings = { ...bare, profile: undefined, signedResponses: true, fetch: testFetch() }
    const known = clientOf(settings, rs256)
    await expect(known.parseAuthorizeResponse(callback, {} as never)).rejects.toThrow(/^state: pass \S/)
    await expect(known.parseAuthorizeResponse(callback, undefined as never)).rejects.toThrow(/^state: pass \S/)
    const authorizationEndpoint = at('authorize')
    const parse = (metadata: object, clientId?: string) =>
      createClient({ metadata, signedResponses: true, ...(clientId && { clientId }) }).parseAuthorizeResponse(
        callback,
        {
          state: 's',
        },
      )
    await expect(parse({ authorizationEndpoint }, 'app')).rejects.toThrow(/^metadata\.jwksUri: pass \S/)
    await expect(parse({ jwksUri: at('keys') }, 'app')).rejects.toThrow(/^metadata\.issuer: pass \S/)
    await expect(parse({ jwksUri: at('keys'), issuer })).rejects.toThrow(/^clientId: pass \S/)
  })
})

it('signs assertions with the given clock and names', async () => {
  const { privateJwk } = await testKey('Ed25519')
  const fetch = testFetch(token())
  const settings = { ...bare, key: privateJwk, alg: 'Ed25519', kid: 'mine', now: () => now }
  const ed25519 = { token_endpoint_auth_signing_alg_values_supported: ['Ed25519'] }
  success(await clientOf({ ...settings, profile: undefined, fetch }, ed25519).requestClientCredentialsToken())
  const assertion = `${fetch.requests[0]?.form.get('client_assertion')}`
  expect(decodeProtectedHeader(assertion)).toMatchObject({ alg: 'Ed25519', kid: 'mine' })
  expect(decodeJwt(assertion).iat).toBe(now / 1000)
})
