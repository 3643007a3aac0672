import { requestClientCredentialsToken } from 'grantkit'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import { expect, test } from 'vitest'

const issuer = 'https://as.example'

/** The server's half (draft-ietf-oauth-attestation-based-client-auth): who attests is known, and the proof is of the key attested. */
async function authenticated(headers: Headers, attester: CryptoKey): Promise<{ clientId: unknown; jti: unknown }> {
  const { payload } = await jwtVerify(`${headers.get('oauth-client-attestation')}`, attester, {
    typ: 'oauth-client-attestation+jwt',
  })
  const instance = await importJWK((payload.cnf as { jwk: JWK }).jwk, 'ES256')
  const proof = await jwtVerify(`${headers.get('oauth-client-attestation-pop')}`, instance, {
    typ: 'oauth-client-attestation-pop+jwt',
    audience: issuer,
    issuer: `${payload.sub}`,
  })
  return { clientId: payload.sub, jti: proof.payload.jti }
}

test('attestation-based client authentication takes a function of a few lines, called for each attempt', async () => {
  const attester = await generateKeyPair('ES256')
  const instance = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(instance.publicKey)
  const attestation = await new SignJWT({ cnf: { jwk } })
    .setProtectedHeader({ alg: 'ES256', typ: 'oauth-client-attestation+jwt' })
    .setSubject('app')
    .setExpirationTime('1h')
    .sign(attester.privateKey)
  const clientAuthentication = async () => ({
    headers: {
      'OAuth-Client-Attestation': attestation,
      'OAuth-Client-Attestation-PoP': await new SignJWT({ jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES256', typ: 'oauth-client-attestation-pop+jwt' })
        .setIssuer('app')
        .setAudience(issuer)
        .setIssuedAt()
        .sign(instance.privateKey),
    },
    // RFC 7523bis and its like put members into the form too
    parameters: { attested_key: await calculateJwkThumbprint(jwk) },
  })

  const seen: unknown[] = []
  const fetch = async (_url: string, init: RequestInit) => {
    const { clientId, jti } = await authenticated(new Headers(init.headers), attester.publicKey)
    const form = new URLSearchParams(`${init.body}`)
    expect([clientId, form.get('attested_key')]).toEqual([form.get('client_id'), await calculateJwkThumbprint(jwk)])
    seen.push(jti)
    return seen.length === 1
      ? Response.json({ error: 'use_dpop_nonce' }, { status: 400, headers: { 'dpop-nonce': 'n' } })
      : Response.json({ access_token: 'at', token_type: 'DPoP' })
  }
  const dpop = { createProof: async () => 'a-proof' }
  const address = `${issuer}/token`
  const response = await requestClientCredentialsToken(
    { address, clientId: 'app', clientAuthentication, dpop },
    { fetch },
  )
  expect(response.isError).toBe(false)
  expect(new Set(seen).size).toBe(2)
})
