import { base64url, CompactEncrypt } from 'jose'
import type { TestKey } from './keys.ts'

/** A JSON text as it is, or what becomes one. */
export type Written = string | object

/** Signs whatever it is given, mistakes and all. A header's own `alg` wins, and so does a payload that is a text. */
export async function signed(payload: Written, key: TestKey, header: object = {}): Promise<string> {
  const { alg, kid } = key
  return signedAs({ alg, kid, ...header }, payload, key)
}

/** The same with a header of which nothing is known. */
export async function signedAs(header: Written, payload: Written, { alg, privateKey }: TestKey): Promise<string> {
  const input = `${part(header)}.${part(payload)}`
  const signature = await crypto.subtle.sign(parametersOf(alg), privateKey, bytes(input))
  return `${input}.${base64url.encode(new Uint8Array(signature))}`
}

/** Signed with a shared secret. */
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

/** `alg: none`, with nothing for a signature. */
export function unsigned(payload: Written, header: object = {}): string {
  return `${part({ alg: 'none', ...header })}.${part(payload)}.`
}

/** A text, encrypted for a key. */
export function encrypted(text: string, key: TestKey, header: object = {}): Promise<string> {
  const { alg, kid, publicKey } = key
  const all = { alg, enc: 'A128GCM', kid, cty: 'JWT', ...header }
  return new CompactEncrypt(bytes(text)).setProtectedHeader(all).encrypt(publicKey)
}

/** One part of a token, as it must be written. */
export function part(content: Written): string {
  return base64url.encode(typeof content === 'string' ? content : JSON.stringify(content))
}

/** The hash of a value as an ID token carries it. */
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
