import { base64url, CompactEncrypt } from 'jose'
import type { TestKey } from './keys.ts'

/** A JSON text, or an object that becomes one. */
export type Written = string | object

/** Signs any payload, even an invalid one. An `alg` in `header` overrides the key's. A payload that is a text is used as it is. */
export async function signed(payload: Written, key: TestKey, header: object = {}): Promise<string> {
  const { alg, kid } = key
  return signedAs({ alg, kid, ...header }, payload, key)
}

/** The same with a complete header, even an invalid one. */
export async function signedAs(header: Written, payload: Written, { alg, privateKey }: TestKey): Promise<string> {
  const input = `${part(header)}.${part(payload)}`
  const signature = await crypto.subtle.sign(parametersOf(alg), privateKey, bytes(input))
  return `${input}.${base64url.encode(new Uint8Array(signature))}`
}

/** A token signed with a shared secret. */
export async function signedWithSecret(
  payload: Written,
  secret: string | Uint8Array,
  header: object = {},
): Promise<string> {
  const input = `${part({ alg: 'HS256', ...header })}.${part(payload)}`
  const raw = typeof secret === 'string' ? bytes(secret) : secret
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', raw as BufferSource, algorithm, false, ['sign'])
  return `${input}.${base64url.encode(new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(input))))}`
}

/** A token with `alg: none` and an empty signature. */
export function unsigned(payload: Written, header: object = {}): string {
  return `${part({ alg: 'none', ...header })}.${part(payload)}.`
}

/** Encrypts a text for a key. */
export function encrypted(text: string, key: TestKey, header: object = {}): Promise<string> {
  const { alg, kid, publicKey } = key
  const all = { alg, enc: 'A128GCM', kid, cty: 'JWT', ...header }
  return new CompactEncrypt(bytes(text)).setProtectedHeader(all).encrypt(publicKey)
}

/** Encodes one part of a token. */
export function part(content: Written): string {
  return base64url.encode(typeof content === 'string' ? content : JSON.stringify(content))
}

/** The left half of a value's hash, as in an ID token. */
export async function leftHalf(value: string, hash = 'SHA-256'): Promise<string> {
  const digest = await crypto.subtle.digest(hash, bytes(value))
  return base64url.encode(new Uint8Array(digest, 0, digest.byteLength / 2))
}

/** The SHA-256 hash of a value. */
export async function sha256(value: string): Promise<string> {
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes(value))))
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function parametersOf(alg: string): RsaPssParams | EcdsaParams | { name: string } {
  const bits = Number(alg.slice(-3))
  const hash = `SHA-${bits}`
  if (alg.startsWith('RS')) return { name: 'RSASSA-PKCS1-v1_5' }
  if (alg.startsWith('PS')) return { name: 'RSA-PSS', saltLength: bits / 8 }
  if (alg.startsWith('ES')) return { name: 'ECDSA', hash }
  return { name: 'Ed25519' }
}
