import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import type { JWK } from 'jose'
import { generate } from 'selfsigned'

/** A certificate with its private key, for node:tls and undici. */
export interface Certificate {
  cert: string
  key: string
}

/** New certificates for mutual TLS on loopback. */
export interface Certificates {
  /** The certificate authority that server and clients trust. */
  ca: string
  server: Certificate
  /** Signed by that authority for `clientSubject`. */
  client: Certificate
  clientSubject: string
  /** Signed by that authority for another subject. */
  stranger: Certificate
  /** Self-signed. */
  selfSigned: Certificate
}

export async function createCertificates(): Promise<Certificates> {
  const authority = await issue('Loopback Authority', {
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const [server, client, stranger, selfSigned] = await Promise.all([
    // its name for itself holds 127.0.0.1 too
    issue('localhost', { ca: authority }),
    issue('client.example', { ca: authority }),
    issue('stranger.example', { ca: authority }),
    issue('self-signed.example'),
  ])
  return { ca: authority.cert, server, client, clientSubject: 'CN=client.example', stranger, selfSigned }
}

/** The public key of a certificate, with the certificate in `x5c` (RFC 7517 section 4.7). */
export function publicJwkOf({ cert, key }: Certificate): JWK {
  const jwk = createPublicKey(createPrivateKey(key)).export({ format: 'jwk' }) as JWK
  return { ...jwk, x5c: [new X509Certificate(cert).raw.toString('base64')] }
}

async function issue(commonName: string, options: Parameters<typeof generate>[1] = {}): Promise<Certificate> {
  const usual = { keyType: 'ec', algorithm: 'sha256', notBeforeDate: new Date(Date.now() - 60_000) } as const
  const { cert, private: key } = await generate([{ name: 'commonName', value: commonName }], { ...usual, ...options })
  return { cert, key }
}
