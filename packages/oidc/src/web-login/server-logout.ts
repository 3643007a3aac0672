import { plain, withCookies } from './respond.ts'
import type { WebParts } from './web-parts.ts'

/** Ends the sessions that a logout token names (OIDC Back-Channel Logout section 2.5). */
export async function backchannelLogout(parts: WebParts, request: Request): Promise<Response> {
  const { client, sessions, report } = parts
  if (!sessions.endByServer) {
    return refused('unsupported', 'sessions are in cookies, which only the browser can remove: use session: "store"')
  }
  // remembered only after the sessions have ended, so that the server can send it again if the store fails
  let used: { id: string; expiresAt: number } | undefined
  const isReplay = async (use: { id: string; expiresAt: number }) => {
    used = use
    return (await sessions.isUsed?.(use.id)) ?? false
  }
  try {
    await sessions.endByServer(await client.validateLogoutToken(request, { isReplay }))
    if (used) await sessions.use?.(used.id, used.expiresAt)
    return plain(200, '')
  } catch (error) {
    report(error)
    const { name, code, message } = Object(error) as { name?: string; code?: string; message?: string }
    if (name === 'JoseError' && code !== 'keys_unavailable') return refused('invalid_request', `${message}`)
    return refused('temporarily_unavailable', 'the logout could not be carried out: please send it again')
  }
}

/** The response to a failure: 400 (OIDC Back-Channel Logout section 2.8). */
function refused(error: string, error_description: string): Response {
  const headers = { 'Content-Type': 'application/json' }
  return plain(400, JSON.stringify({ error, error_description }), headers)
}

/** Ends the session that the address names (OIDC Front-Channel Logout section 3). The server loads the address in a frame. */
export async function frontchannelLogout({ client, sessions }: WebParts, request: Request): Promise<Response> {
  const found = client.readFrontchannelLogout(request.url)
  if (!found) return plain(400, 'iss and sid must be those of this app’s server')
  const setCookies = await sessions.forget(request, found.sid)
  await sessions.endByServer?.(found)
  const { origin } = new URL(client.settings.issuer)
  const headers = { 'Content-Security-Policy': `default-src 'none'; frame-ancestors ${origin}` }
  return withCookies(plain(200, '', headers), setCookies)
}
