import { generateKeyPair, importJWK, type JWK } from 'jose'

/** The keys of the first two tests of RFC 8032 section 7.1. */
const published = [
  { d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
  { d: 'TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs', x: 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw' },
] as const

/**
 * A key pair whose private key can be exported. It is new, except for Ed25519: then it is one of two published ones, because
 * WebKitGTK 2.50 fails to make one about once in 200 times.
 */
export async function keyPair(
  alg: string,
  { modulusLength = 2048, which = 0 }: { modulusLength?: number; which?: 0 | 1 } = {},
): Promise<CryptoKeyPair> {
  if (alg !== 'EdDSA' && alg !== 'Ed25519') return generateKeyPair(alg, { extractable: true, modulusLength })
  const imported = (jwk: Partial<JWK>) =>
    importJWK({ kty: 'OKP', crv: 'Ed25519', ...jwk }, alg, { extractable: true }) as Promise<CryptoKey>
  const { x, d } = published[which]
  return { privateKey: await imported({ x, d }), publicKey: await imported({ x }) }
}
