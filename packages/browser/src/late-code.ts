import type { CallbackResult } from './callback/callback-result.ts'

/** Code that the parts of a client load when they need it: what knows nothing of these parts. */
export interface LateCode {
  tokens: () => Promise<typeof import('./session/shared-tokens.ts')>
  fetch: () => Promise<typeof import('./fetch-chunk.ts')>
  dpop: () => Promise<typeof import('./store/dpop-key.ts')>
  encryption: () => Promise<typeof import('./store/encrypted.ts')>
  refreshedIdToken: () => Promise<typeof import('@grantkit/oidc/check-id-token')>
  worker: () => Promise<typeof import('./worker/open-worker.ts')>
}

/** The end of a login, which a popup's page loads, too. */
export interface LateLogin<Parts> {
  completeLogin: () => Promise<{ completeLogin(parts: Parts, url: string, state: string): Promise<CallbackResult> }>
}
