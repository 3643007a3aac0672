import { randomText } from 'grantkit/internal/random'
import { LoginError } from '../login/login-error.ts'
import type { LogoutRequest, PreparedLogout } from '../logout/prepare-logout.ts'
import { safeReturnTo } from '../return-to.ts'
import { escapeHtml, htmlPage } from './html-page.ts'
import { redirect, withCookies } from './respond.ts'
import { isSameOrigin } from './same-origin.ts'
import type { WebParts } from './web-parts.ts'

/** How to sign out. */
export interface WebSignOutRequest extends Pick<LogoutRequest, 'uiLocales' | 'parameters'> {
  /** Where to go in the app afterwards. @default `returnTo` of the address, else the first page */
  returnTo?: string
  /** Whether to sign out at the authorization server too. @default 'server' */
  scope?: 'server' | 'local'
}

/** Longer URLs are refused by servers and proxies. */
const longestUrl = 2000

/**
 * Ends the session here, then at the authorization server. Only the app's own pages can request it: by a POST, or by a link that the
 * browser marks as followed from one of them.
 */
export async function signOut(parts: WebParts, request: Request, options: WebSignOutRequest = {}): Promise<Response> {
  const { client, sessions, show, logout, policy, report } = parts
  const { searchParams } = new URL(request.url)
  if (request.method !== 'POST' && searchParams.has('state')) return comeBack(parts, request)
  const isOwn = isSameOrigin(request, policy.origin)
  // a POST without both headers isn't from a browser; with SameSite, a post from another site has no session cookie
  if (isOwn === false || (isOwn === undefined && request.method !== 'POST')) {
    const status = request.method === 'POST' ? 403 : 200
    return show(request, 'confirm_sign_out', status, 'Do you want to sign out?')
  }
  const { redirectUri, basePath } = client.settings
  const { scope = 'server', returnTo = searchParams.get('returnTo') ?? parts.homeUrl, ...others } = options
  const { ended, setCookies } = await sessions.end(request)
  const location = safeReturnTo(returnTo, redirectUri, basePath)
  if (scope === 'local') return redirect(location, setCookies)

  const { postLogoutRedirectUri } = policy
  const wanted = { ...others, returnTo, idTokenHint: ended?.idToken, postLogoutRedirectUri }
  let prepared: PreparedLogout | undefined
  try {
    prepared = await client.prepareLogout(wanted as LogoutRequest)
  } catch (error) {
    if (!(error instanceof LoginError)) throw error
    // the session has ended here, even if the server can't end its own
    report(error)
  }
  if (!prepared) return redirect(location, setCookies)
  if (postLogoutRedirectUri) setCookies.push(await logout.keep(prepared.transaction))
  return prepared.url.length > longestUrl
    ? withCookies(formPage(prepared), setCookies)
    : redirect(prepared.url, setCookies)
}

/** The user is back from the server. The session had ended before. */
async function comeBack({ client, logout, show, sessions }: WebParts, request: Request): Promise<Response> {
  const record = await logout.find(request)
  const { status, returnTo } = client.processLogoutResponse(request.url, record)
  if (status === 'signed_out') return redirect(returnTo, [logout.drop()])
  // an invented state must not sign anybody out
  if (await sessions.find(request)) return show(request, 'confirm_sign_out', 200, 'Do you want to sign out?')
  return redirect(returnTo)
}

/** A page that posts a form at once, or after a click if scripts are off. */
function formPage({ address, form }: PreparedLogout): Response {
  const nonce = randomText(16)
  const inputs = Object.entries(form).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  const html = `<form method="post" action="${escapeHtml(address)}">${inputs.join('')}<button>Continue</button></form>
<script nonce="${nonce}">document["forms"][0].submit()</script>`
  return htmlPage(200, 'Signing out', html, nonce)
}
