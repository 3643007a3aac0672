import type { LoginResult } from '@grantkit/oidc'
import { processPublicResponse } from '@grantkit/oidc/internal/process-public-response'
import { safeReturnTo } from '@grantkit/oidc/return-to'
import type { ClientParts } from '../client-parts.ts'
import type { LoginRecord, UsedRecord } from '../store/login-records.ts'
import type { SentLogin } from '../worker/sent-session.ts'
import { type CallbackResult, failed } from './callback-result.ts'

/** Takes the record of a response, once in all tabs. Then exchanges the code and stores the session. */
export async function completeLogin(parts: ClientParts, url: string, state: string): Promise<CallbackResult> {
  const { name, lock, attempts, records } = parts
  const work = async (): Promise<CallbackResult> => {
    const record = records.find(state)
    if (!record) return { status: 'unknown' }
    return 'used' in record ? answered(parts, record, state) : exchange(parts, url, record)
  }
  // a second tab waits for the first, and then finds the record used
  const signal = AbortSignal.timeout(30_000)
  const result = await lock.withLock(`${name}:login:${state}`, work, { signal })
  const { status } = result
  if (status === 'completed' || status === 'denied' || status === 'failed' || status === 'expired')
    attempts.settle(state, result)
  return result
}

/** The response was used before: by another page, or by this one before a reload. */
async function answered(parts: ClientParts, { returnTo }: UsedRecord, state: string): Promise<CallbackResult> {
  const { marks, session, snapshot, oidc } = parts
  const safe = safeReturnTo(returnTo, oidc.redirectUri, oidc.basePath)
  await session.look()
  const isMarked = marks.get('exchanging')?.state === state
  if (isMarked) marks.set('exchanging', undefined)
  const isInterrupted = isMarked && snapshot.get().status !== 'signed_in'
  return { status: isInterrupted ? 'interrupted' : 'already_completed', returnTo: safe }
}

async function exchange(parts: ClientParts, url: string, record: LoginRecord): Promise<CallbackResult> {
  const { oidc, records, marks, session, clock, worker } = parts
  const { transaction, dpopKey } = record
  // a worker that doesn't start, or code that is gone, leaves the record as it is
  const remote = await worker?.load()
  await remote?.connected()
  await session.load()
  const { state, returnTo } = transaction
  const safe = safeReturnTo(returnTo, oidc.redirectUri, oidc.basePath)
  records.use(state, safe)
  marks.set('exchanging', { state, returnTo: safe })
  try {
    const key = dpopKey ? { name: dpopKey, ...(transaction.dpopKey && { thumbprint: transaction.dpopKey }) } : undefined
    const dpop = key && (await session.signer(key))
    const result = remote
      ? await remote.exchange(url, transaction)
      : await processPublicResponse({ ...oidc, ...(dpop && { dpop }) }, url, transaction)
    // a reload ends the request first and the page a moment later: the mark must outlive both
    if (result.status === 'failed') await clock.sleep(100, new AbortController().signal)
    return await resultOf(parts, result, record)
  } catch (error) {
    if (!/^(Jose|TokenSource)Error$/.test(Object(error).name)) throw error
    return failed('storage_unavailable', 'The sign-in could not be stored. Please sign in again.', safe)
  } finally {
    marks.set('exchanging', undefined)
  }
}

async function resultOf(
  parts: ClientParts,
  result: LoginResult | SentLogin,
  record: LoginRecord,
): Promise<CallbackResult> {
  const { marks } = parts
  if (result.status === 'denied' && !result.silent && !/_required$/.test(result.error)) {
    const { error, errorDescription, returnTo } = result
    marks.set('denied', { error, returnTo, ...(errorDescription !== undefined && { errorDescription }) })
  }
  return result.status === 'completed' ? complete(parts, result, record) : result
}

async function complete(
  parts: ClientParts,
  { token, claims, returnTo, data }: Extract<SentLogin, { status: 'completed' }>,
  { transaction, dpopKey, subject }: LoginRecord,
): Promise<CallbackResult> {
  const { session, clock, marks, settings, database, records } = parts
  const { dpopKey: thumbprint, refreshParameters, server } = transaction
  const before = (await session.read().catch(() => undefined))?.data.user?.sub ?? subject
  await session.start(
    token,
    {
      v: 1,
      ...(claims && { user: claims }),
      server,
      ...(dpopKey && thumbprint && { dpop: { name: dpopKey, thumbprint } }),
      startedAt: clock.now(),
    },
    refreshParameters,
  )
  marks.clear()
  // if this session is lost later, as with a worker, checkSignOn may look for it again
  marks.set('signOnChecked', undefined)
  // other tabs have keys of their own sessions
  if (settings.dpop && (settings.keep ?? 'browser') === 'browser' && !settings.store) {
    const { deleteOtherKeys } = await parts.chunks.dpop()
    const names = [dpopKey, ...records.waiting().map((waiting) => waiting.dpopKey)]
    await deleteOtherKeys(database, names, clock.now()).catch(() => {})
  }
  return {
    status: 'completed',
    ...(claims && { user: claims }),
    userChanged: before !== undefined && before !== claims?.sub,
    returnTo,
    ...(data !== undefined && { data }),
  }
}
