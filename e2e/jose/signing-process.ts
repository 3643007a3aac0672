import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'

// A separate process that keeps a private key: it sends the public key first, then signs what it receives.
const { privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const key = createPrivateKey(privateKey)

process.on('message', ({ id, bytes }: { id: number; bytes: string }) => {
  const signature = sign('sha256', Buffer.from(bytes, 'base64'), { key, dsaEncoding: 'ieee-p1363' })
  process.send?.({ id, signature: signature.toString('base64') })
})
process.send?.({ publicJwk: createPublicKey(privateKey).export({ format: 'jwk' }) })
