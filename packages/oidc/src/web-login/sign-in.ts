import { randomText } from 'grantkit/internal/random'
import { LoginError } from '../login/login-error.ts'
import type { LoginRequest } from '../login/login-request.ts'
import { readForm } from '../read-form.ts'
import { redirect } from './respond.ts'
import type { WebParts } from './web-parts.ts'

/** How long a sign-in may take if the client has no `loginTtlMs`, in milliseconds. */
const loginMs = 600_000

/** Sends the user to the authorization server, and keeps the attempt in a cookie. */
export async function signIn(parts: WebParts, request: Request, login?: LoginRequest): Promise<Response> {
  const { client, logins, show, report, policy } = parts
  const { loginTtlMs } = client.settings
  const wanted = login ?? (await requested(parts, request))
  if (!wanted)
    return show(request, 'foreign', 400, 'This address starts a sign-in at a service that this app does not know.')
  try {
    const { url, transaction } = await client.prepareLogin({ returnTo: parts.homeUrl, ...policy.login, ...wanted })
    const { createdAt, expiresAt } = transaction
    const record = { ...transaction, expiresAt: loginTtlMs ? expiresAt : createdAt + loginMs }
    return redirect(url, await logins.keep(request, { id: randomText(), transaction: record }))
  } catch (error) {
    if (!(error instanceof LoginError)) throw error
    report(error)
    return show(request, 'unavailable', 503, error.message, error.code)
  }
}

/** The login in an address: one with `returnTo`, or one that another site starts (OIDC Core section 4). */
async function requested({ client }: WebParts, request: Request): Promise<LoginRequest | undefined> {
  const url = new URL(request.url)
  const form = await readForm(request, client.settings.maxBodyBytes)
  if (form) url.search = `${form}`
  if (url.searchParams.has('iss')) return client.readInitiation(url)
  const returnTo = url.searchParams.get('returnTo')
  return returnTo ? { returnTo } : {}
}
