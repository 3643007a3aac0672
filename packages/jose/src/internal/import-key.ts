import { importJWK, type JWK } from 'jose'
import { JoseError } from '../jose-error.ts'

type Material = Record<string, unknown>

interface Imported {
  material: Material
  key: Promise<CryptoKey>
}

// made when first needed; forgets with the keys themselves
let imported: WeakMap<object, Map<string, Imported>> | undefined

/**
 * The key in a JWK for this algorithm, imported once for each object. Only `members` are read of it, from a copy: the JOSE
 * library freezes what it is given. An object that has changed since is imported anew.
 */
export function importKey(jwk: object, alg: string, members: readonly string[]): Promise<CryptoKey> {
  imported ??= new WeakMap()
  const known = imported.get(jwk) ?? new Map<string, Imported>()
  imported.set(jwk, known)
  const { material, key } = known.get(alg) ?? {}
  const source = jwk as Material
  if (key && material && members.every((member) => material[member] === source[member])) return key
  const fresh = pick(source, members)
  const importing = load(pick(source, members), alg)
  known.set(alg, { material: fresh, key: importing })
  return importing
}

async function load(material: Material, alg: string): Promise<CryptoKey> {
  let key: CryptoKey
  try {
    key = (await importJWK(material as JWK, alg)) as CryptoKey
  } catch {
    throw new JoseError('key_invalid', 'the key is malformed, or this runtime cannot use it')
  }
  checkStrength(key)
  return key
}

/** Refuses RSA below 2048 bits (RFC 7518 section 3.3). */
function checkStrength({ algorithm }: CryptoKey): void {
  const { modulusLength = 2048 } = algorithm as { modulusLength?: number }
  if (modulusLength < 2048) throw new JoseError('key_too_weak', 'the RSA key has fewer than 2048 bits')
}

function pick(source: Material, members: readonly string[]): Material {
  return Object.fromEntries(members.filter((name) => source[name] !== undefined).map((name) => [name, source[name]]))
}
