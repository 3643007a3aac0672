import process from 'node:process'
import { createInterface, type Interface } from 'node:readline/promises'
import { createOidcClient, type OidcClientSettings } from '@grantkit/oidc'
import { checkIdToken } from '@grantkit/oidc/check-id-token'
import { type LoopbackResult, loginOnLoopback } from '@grantkit/oidc/loopback'
import { createClient, type DiscoveryCache, orThrow, TokenRequestError, type TokenSuccess } from 'grantkit'
import type { User } from './session.ts'
import type { Settings } from './settings.ts'

/** What the user chose on the command line. */
export interface LoginChoice {
  /** Sign in with a code on another device. */
  device: boolean
  /** Let the user open the URL. */
  noBrowser: boolean
  /** Ask for the address of the browser's last page. */
  paste: boolean
  /** The port, if the server allows only one. */
  port: number
}

export interface SignedIn {
  token: TokenSuccess
  user: User
}

/** Signs the user in by a browser on this machine, or with a code on another one if nothing can listen here. */
export async function logIn(settings: Settings, discovery: DiscoveryCache, choice: LoginChoice): Promise<SignedIn> {
  const { issuer, clientId, scope } = settings
  const oidc = { issuer, clientId, scope, discovery, redirectUri: 'http://127.0.0.1/callback' }
  if (choice.device) return logInOnDevice(oidc, discovery)
  const terminal = choice.paste ? createInterface({ input: process.stdin, output: process.stderr }) : undefined
  const result = await loginOnLoopback(createOidcClient(oidc), {
    onUrl: (url) => console.error(`To sign in, open ${url}`),
    // loaded here, because Deno needs all permissions for it; without them the user opens the URL
    openBrowser: choice.noBrowser ? undefined : async (url) => (await import('open')).default(url),
    port: choice.port,
    paste: terminal && ((signal, refused) => ask(terminal, refused ?? 'Or paste the last address:', signal)),
  }).finally(() => terminal?.close())

  switch (result.status) {
    case 'completed':
      return { token: result.token, user: userOf(result.claims) }
    case 'failed':
      if (result.code !== 'listen_failed') throw new Error(textOf(result))
      console.error(result.message)
      return logInOnDevice(oidc, discovery)
    case 'denied':
      throw new Error(`not signed in: ${result.errorDescription ?? result.error}`)
    default:
      throw new Error('you did not come back in time: please try again')
  }
}

/** What the user can do, and the reason for the administrator. */
function textOf({ code, message, failure, cause }: Extract<LoopbackResult, { status: 'failed' }>): string {
  const reason = failure ? new TokenRequestError(failure) : cause
  return reason instanceof Error && code !== 'port_in_use' ? `${message} Reason: ${reason.message}` : message
}

async function ask(terminal: Interface, question: string, signal: AbortSignal): Promise<string> {
  // readline never resolves a question if the input ends
  const closed = new AbortController()
  terminal.once('close', () => closed.abort())
  try {
    return await terminal.question(`${question} `, { signal: AbortSignal.any([signal, closed.signal]) })
  } catch (error) {
    if (signal.aborted) throw error
    throw new Error('nothing can be pasted here, for the input is closed: run login without --paste')
  }
}

async function logInOnDevice(oidc: OidcClientSettings, discovery: DiscoveryCache): Promise<SignedIn> {
  const { clientId, scope = 'openid' } = oidc
  const client = createClient({ discovery, clientId })
  const device = orThrow(await client.requestDeviceAuthorization({ scope }))
  const { deviceCode, intervalMs, expiresAt, verificationUri, userCode } = device
  console.error(`On any device, open ${verificationUri} and type ${userCode}`)
  const token = orThrow(await client.pollDeviceToken({ deviceCode, intervalMs, expiresAt }))
  const server = orThrow(await discovery.get())
  const { idToken, accessToken } = token
  // there is no nonce: the device code is this program's own
  const claims = idToken && (await checkIdToken(oidc, { idToken, accessToken, server, nonce: false }))
  return { token, user: userOf(claims || undefined) }
}

function userOf(claims: { sub: string; name?: unknown } | undefined): User {
  if (!claims) throw new Error('the server did not say who signed in: CLI_SCOPE needs openid')
  return { sub: claims.sub, ...(typeof claims.name === 'string' && { name: claims.name }) }
}
