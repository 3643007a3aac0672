import type { CallbackResult } from './callback/callback-result.ts'

/** The dynamic imports of a client, for code that is loaded when it is needed. */
export interface LazyImports {
  tokens: () => Promise<typeof import('./session/shared-tokens.ts')>
  fetch: () => Promise<typeof import('./fetch-chunk.ts')>
  dpop: () => Promise<typeof import('./store/dpop-key.ts')>
  encryption: () => Promise<typeof import('./store/encrypted.ts')>
  refreshedIdToken: () => Promise<typeof import('@grantkit/oidc/check-id-token')>
  worker: () => Promise<typeof import('./worker/open-worker.ts')>
}

/** The code that completes a login. The page of a popup loads it too. */
export interface LazyLogin<Parts> {
  completeLogin: () => Promise<{ completeLogin(parts: Parts, url: string, state: string): Promise<CallbackResult> }>
}
