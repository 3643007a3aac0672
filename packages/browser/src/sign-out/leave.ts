import { type PreparedLogout, prepareLogout } from '@grantkit/oidc/internal/prepare-logout'
import type { Fetch } from 'grantkit'
import { revokePublicToken } from 'grantkit/internal/revoke-public-token'
import type { ClientParts } from '../client-parts.ts'
import type { LocallyEnded } from '../session/token-hooks.ts'
import type { SignOutOptions, SignOutResult } from './sign-out-options.ts'

const revocationMs = 2000
/** Longer URLs are refused by servers and proxies. */
const longestUrl = 2000

/** Signs out at the server, after the sign-out here: revokes the refresh token, then sends the user there. */
export async function leave(
  parts: ClientParts,
  ended: LocallyEnded | undefined,
  options: SignOutOptions,
): Promise<SignOutResult> {
  const { revoke: wanted = true } = options
  const revocation = ended?.release ? await ended.release(wanted) : wanted ? await revoke(parts, ended) : 'skipped'
  const server = options.scope === 'local' ? 'skipped' : await visitServer(parts, ended, options)
  return { status: 'signed_out', revocation, server }
}

async function revoke(
  { oidc, clock }: ClientParts,
  ended: LocallyEnded | undefined,
): Promise<SignOutResult['revocation']> {
  const { refreshToken, data } = ended ?? {}
  const address = data?.server.revocationEndpoint
  if (!refreshToken || !address) return 'skipped'
  const send = oidc.fetch
  // the request continues while the page unloads
  const fetchOn: Fetch = (input, init) => (send ?? fetch)(input, { ...init, keepalive: true })
  const request = { address, clientId: oidc.clientId, token: refreshToken, tokenTypeHint: 'refresh_token' }
  const stop = new AbortController()
  const revocation = revokePublicToken(request, { ...oidc, fetch: fetchOn, timeoutMs: revocationMs }).catch(
    () => undefined,
  )
  const late = clock.sleep(revocationMs, stop.signal).then(() => undefined)
  const response = await Promise.race([revocation, late])
  stop.abort()
  return response && !response.isError ? 'done' : 'failed'
}

async function visitServer(
  parts: ClientParts,
  ended: LocallyEnded | undefined,
  { idTokenHint = true, returnTo, parameters }: SignOutOptions,
): Promise<SignOutResult['server']> {
  const { oidc, settings, records } = parts
  const { postLogoutRedirectUri } = settings
  // the browser would show an error page in place of the app
  if (navigator.onLine === false && !settings.navigate) return 'failed'
  // with the endpoints of the login no discovery is needed
  const known = ended?.data?.server
  const metadata = known && { ...known, ...oidc.metadata }
  const request = {
    ...(ended?.idToken && idTokenHint && { idTokenHint: ended.idToken }),
    ...(postLogoutRedirectUri && { postLogoutRedirectUri }),
    ...(returnTo !== undefined && { returnTo }),
    ...(parameters && { parameters }),
  }
  let prepared: PreparedLogout | undefined
  try {
    prepared = await prepareLogout({ ...oidc, ...(metadata && { metadata }) }, request)
  } catch {
    return 'failed'
  }
  if (!prepared) return 'skipped'
  if (postLogoutRedirectUri) records.keepLogout(prepared.transaction)
  await go(parts, prepared)
  return 'navigated'
}

async function go(parts: ClientParts, { url, address, form }: PreparedLogout): Promise<void> {
  if (url.length <= longestUrl || parts.settings.navigate) return parts.navigate(url)
  const { id_token_hint: _, ...short } = form
  const withoutHint = new URL(address)
  for (const [name, value] of Object.entries(short)) withoutHint.searchParams.set(name, value)
  if (await submitForm(address, form)) return
  return parts.navigate(withoutHint.href)
}

/** Posts a form. Resolves to false if the page's Content-Security-Policy forbids it. */
async function submitForm(address: string, values: Record<string, string>): Promise<boolean> {
  const form = Object.assign(document.createElement('form'), { method: 'post', action: address, hidden: true })
  for (const [name, value] of Object.entries(values)) {
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }))
  }
  document.body.append(form)
  let forbidden = false
  const note = ({ effectiveDirective }: SecurityPolicyViolationEvent): void => {
    forbidden ||= effectiveDirective === 'form-action'
  }
  document.addEventListener('securitypolicyviolation', note)
  form.submit()
  // the policy is checked at once, but its event comes in a later task
  await new Promise((resolve) => setTimeout(resolve, 100))
  document.removeEventListener('securitypolicyviolation', note)
  form.remove()
  return !forbidden
}
