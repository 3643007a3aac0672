import { createStore, del, get, update } from 'idb-keyval'
import { decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { createDPoP, type DPoPKeyStore } from './index.ts'

const input = { method: 'POST', url: 'https://as.example/token' }
const database = createStore('grantkit-test', 'keys')

/** One entry in IndexedDB, as every page and tab of an origin sees it. */
const keyStore: DPoPKeyStore = {
  get: () => get<CryptoKeyPair>('dpop', database),
  set: (keyPair) => update<CryptoKeyPair>('dpop', (kept) => kept ?? keyPair, database),
}
beforeEach(() => del('dpop', database))

describe('a key in IndexedDB', () => {
  test.each(['ES256', 'RS256'])("survives a reload, and still can't be extracted: %s", async (alg) => {
    const before = createDPoP({ keyStore, alg })
    const thumbprint = await before.getThumbprint()
    const after = createDPoP({ keyStore, thumbprint })
    const proof = await after.createProof(input)
    await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt' })
    expect(decodeProtectedHeader(proof)).toEqual(decodeProtectedHeader(await before.createProof(input)))

    const kept = await keyStore.get()
    expect(kept?.privateKey.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('jwk', kept?.privateKey as CryptoKey)).rejects.toThrow()
  })

  test('is shared by tabs that start at the same time', async () => {
    const tabs = Array.from({ length: 5 }, () => createDPoP({ keyStore }))
    const thumbprints = await Promise.all(tabs.map((tab) => tab.getThumbprint()))
    expect(new Set(thumbprints).size).toBe(1)
    expect(await createDPoP({ keyStore }).getThumbprint()).toBe(thumbprints[0])
  })

  test('ends the session if the browser cleared it, and a new login gets a new key', async () => {
    const thumbprint = await createDPoP({ keyStore }).getThumbprint()
    await del('dpop', database)
    await expect(createDPoP({ keyStore, thumbprint }).createProof(input)).rejects.toMatchObject({
      code: 'dpop_key_lost',
    })
    expect(await createDPoP({ keyStore }).getThumbprint()).not.toBe(thumbprint)
    await expect(createDPoP({ keyStore, thumbprint }).createProof(input)).rejects.toMatchObject({
      code: 'dpop_key_lost',
    })
  })
})
