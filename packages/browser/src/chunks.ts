// Every dynamic import of the package is here.
import type { ClientParts } from './client-parts.ts'
import type { LazyImports, LazyLogin } from './lazy-imports.ts'

/** Code that is loaded when it is first needed. */
export interface Chunks extends LazyImports, LazyLogin<ClientParts> {
  signIn: () => Promise<typeof import('./sign-in/start-sign-in.ts')>
  callback: () => Promise<typeof import('./callback/handle-callback.ts')>
  signOut: () => Promise<typeof import('./sign-out/leave.ts')>
}

export const chunks: Chunks = {
  signIn: () => load(() => import('./sign-in/start-sign-in.ts')),
  callback: () => load(() => import('./callback/handle-callback.ts')),
  completeLogin: () => load(() => import('./callback/complete-login.ts')),
  signOut: () => load(() => import('./sign-out/leave.ts')),
  tokens: () => load(() => import('./session/shared-tokens.ts')),
  fetch: () => load(() => import('./fetch-chunk.ts')),
  dpop: () => load(() => import('./store/dpop-key.ts')),
  encryption: () => load(() => import('./store/encrypted.ts')),
  refreshedIdToken: () => load(() => import('@grantkit/oidc/check-id-token')),
  worker: () => load(() => import('./worker/open-worker.ts')),
}

/** Tries once more after a second: a deployment or a weak network may have lost the first request. */
async function load<Module>(attempt: () => Promise<Module>): Promise<Module> {
  try {
    return await attempt()
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    return attempt()
  }
}
