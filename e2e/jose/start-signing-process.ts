import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { ExternalSigner } from '@grantkit/jose'
import type { JWK } from 'jose'

export interface SigningProcess {
  signer: ExternalSigner & { publicJwk: JWK }
  /** The number of signatures that it has made. */
  signatures: () => number
  close(): void
}

/** Starts a process with an ES256 key, and returns an external signer that uses it. */
export async function startSigningProcess(kid: string): Promise<SigningProcess> {
  const child = fork(new URL('signing-process.ts', import.meta.url), { execArgv: [] })
  const [{ publicJwk }] = (await once(child, 'message')) as [{ publicJwk: JWK }]
  const waiting = new Map<number, (signature: Uint8Array) => void>()
  child.on('message', ({ id, signature }: { id: number; signature: string }) =>
    waiting.get(id)?.(new Uint8Array(Buffer.from(signature, 'base64'))),
  )
  let count = 0
  const sign = (bytes: Uint8Array): Promise<Uint8Array> =>
    new Promise((resolve) => {
      const id = ++count
      waiting.set(id, resolve)
      child.send({ id, bytes: Buffer.from(bytes).toString('base64') })
    })
  return { signer: { alg: 'ES256', kid, publicJwk, sign }, signatures: () => count, close: () => child.disconnect() }
}
