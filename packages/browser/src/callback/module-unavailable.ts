import { safeReturnTo } from '@grantkit/oidc/return-to'
import type { ClientParts } from '../client-parts.ts'
import { type Failed, failed } from './callback-result.ts'

/** The failure of a chunk that could not be loaded, such as after a deployment. */
export function moduleUnavailable({ oidc }: Pick<ClientParts, 'oidc'>): Failed {
  const text = 'A part of this app could not be loaded. Please reload the page.'
  const here = location.pathname + location.search + location.hash
  const returnTo = safeReturnTo(here, oidc.redirectUri, oidc.basePath)
  return failed('module_unavailable', text, returnTo, { transient: true })
}
