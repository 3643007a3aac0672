import type { Failure } from 'grantkit'
import { LoginError } from '../login/login-error.ts'
import type { LoginResult } from '../login/login-result.ts'
import { loginServerOf } from '../login/login-server.ts'
import { isOwnState } from '../login/login-state.ts'
import { responseIn } from '../login/response-url.ts'
import { metadataOf } from '../login/server-metadata.ts'
import { readForm } from '../read-form.ts'
import { safeReturnTo } from '../return-to.ts'
import { transactionOf, type WebLoginRecord } from './login-cookies.ts'
import type { WebLoginProblemKind } from './problem.ts'
import { redirect, withCookies } from './respond.ts'
import { isTooLarge } from './session-too-large.ts'
import type { WebParts } from './web-parts.ts'

/** How a login ended, for each request with its response. */
type Outcome = { location: string; setCookies?: string[] } | Problem

interface Problem {
  kind: WebLoginProblemKind
  status: number
  message: string
  code?: string
  /** Whether loading the same address later may work. */
  keepsAttempt?: boolean
}

const lost: Problem = {
  kind: 'lost',
  status: 400,
  message:
    'This sign-in can’t be completed here: it took too long, it is complete already, it began in another browser, or the browser blocks cookies. Please sign in again.',
}

/** Completes logins. Even if the callback is loaded several times, the code is sent once and one session begins. */
export function createCallback(parts: WebParts): (request: Request) => Promise<Response> {
  const { client, logins, sessions, show, routes, homeUrl } = parts
  const { issuer, clientId, maxBodyBytes } = client.settings
  const running = new Map<string, Promise<Outcome>>()

  return async (request) => {
    const form = await readForm(request, maxBodyBytes)
    const parameters = form ?? new URL(request.url).searchParams
    const { state = '' } = responseIn(`?${parameters}`) ?? {}
    const record = await logins.find(request, state)
    if (!record) {
      // a post from another site comes without the session's cookie: let the browser load the page again, with it
      if (form) return redirect(`${routes.callback}?${new URLSearchParams({ state })}`)
      const session = await sessions.find(request)
      if (session) return withCookies(redirect(homeUrl), (await session.headers()).getSetCookie())
      if (isOwnState(state, issuer, clientId)) return show(request, lost.kind, lost.status, lost.message)
      return show(request, 'foreign', 400, 'There is no sign-in of this app in this address.')
    }
    let outcome = running.get(state)
    if (!outcome) {
      outcome = complete(parts, request, record, parameters).finally(() => running.delete(state))
      running.set(state, outcome)
    }
    const ended = await outcome
    const dropped = logins.drop(request, state)
    if ('location' in ended) return redirect(ended.location, [...dropped, ...(ended.setCookies ?? [])])
    const { kind, status, message, code, keepsAttempt } = ended
    return withCookies(await show(request, kind, status, message, code), keepsAttempt ? [] : dropped)
  }
}

async function complete(
  parts: WebParts,
  request: Request,
  record: WebLoginRecord,
  parameters: URLSearchParams,
): Promise<Outcome> {
  const { client, sessions, report } = parts
  const { redirectUri, basePath } = client.settings
  const location = safeReturnTo(record.transaction.returnTo, redirectUri, basePath)
  try {
    // before the login is claimed, so that after a failure here the same address works later
    const server = loginServerOf(await metadataOf(client.settings))
    const claim = await sessions.claim(record)
    if (claim !== 'claimed') return claim ? { location, setCookies: claim } : lost
    const result = await client.processResponse(parameters, transactionOf(record, server)).catch(async (error) => {
      await sessions.abandon(record)
      throw error
    })
    if (result.status === 'completed') return await begin(parts, request, record, result, location)
    await sessions.abandon(record)
    return failed(parts, result, location)
  } catch (error) {
    if (!isTransient(error)) throw error
    report(error)
    const message =
      error instanceof LoginError ? error.message : 'Signing in is not possible just now. Please try again later.'
    return { kind: 'unavailable', status: 503, message, keepsAttempt: true }
  }
}

async function begin(
  { sessions, report }: WebParts,
  request: Request,
  record: WebLoginRecord,
  login: Extract<LoginResult, { status: 'completed' }>,
  location: string,
): Promise<Outcome> {
  try {
    const setCookies = await sessions.start(request, record, login)
    return setCookies
      ? { location, setCookies }
      : { ...lost, message: 'You have been signed out. Please sign in again.' }
  } catch (error) {
    await sessions.abandon(record).catch(() => {})
    if (!isTooLarge(error) && !isTransient(error)) throw error
    report(error)
    if (isTooLarge(error)) return { kind: 'too_large', status: 500, message: error.message }
    return { kind: 'unavailable', status: 503, message: 'The session could not be stored. Please sign in again later.' }
  }
}

function failed(
  { report }: WebParts,
  result: Exclude<LoginResult, { status: 'completed' }>,
  location: string,
): Outcome {
  switch (result.status) {
    case 'denied': {
      const { error: code, errorDescription, silent } = result
      if (silent) return { location }
      // other codes are mistakes in the settings, such as an unknown scope
      if (!/^(access_denied|.+_required)$/.test(code)) {
        report(new LoginError('server_refused', { failure: { error: code, errorDescription } as Failure }))
      }
      return { kind: 'denied', status: 403, message: `You are not signed in: ${code}.`, code }
    }
    case 'expired':
      return { kind: 'expired', status: 400, message: 'This sign-in took too long. Please sign in again.' }
    case 'failed': {
      const { code, message, transient, failure, cause } = result
      report(new LoginError(code, { failure, cause }))
      return { kind: 'failed', status: transient ? 503 : 400, message, code }
    }
    default:
      return lost
  }
}

/** Whether it may work later: the store or the authorization server is down. */
function isTransient(error: unknown): boolean {
  return error instanceof LoginError || Object(error).code === 'store_failed'
}
