import { decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { createDPoP } from './index.ts'

// not in browsers: WebKitGTK 2.50 fails to make one in some 200 of these keys
test.each(['EdDSA', 'Ed25519'])('a DPoP key is created for %s if you choose it', async (alg) => {
  const proof = await createDPoP({ alg }).createProof({ method: 'POST', url: 'https://as.example/token' })
  expect(decodeProtectedHeader(proof).alg).toBe(alg)
  await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt' })
})
