import type { LoginTransaction, LogoutTransaction } from '@grantkit/oidc'
import type { SafeStorage } from './safe-storage.ts'

/** The record of a sign-in attempt, kept until the response comes. */
export interface LoginRecord {
  v: 1
  transaction: LoginTransaction
  mode: 'redirect' | 'popup'
  /** The name of the DPoP key of this attempt. */
  dpopKey?: string
  /** The user at the time of the request, to detect that another user signed in. */
  subject?: string
}

/** The rest of a record whose response was taken: without verifier and nonce. */
export interface UsedRecord {
  v: 1
  used: true
  returnTo: string
  expiresAt: number
}

/** Sign-in and sign-out attempts by their `state`. They are in localStorage because the response may come back in another tab. */
export interface LoginRecords {
  /** Whether a record outlives this page. */
  lasting(): boolean
  /** Returns false if there is no room, even after older records were removed. */
  keep(record: LoginRecord): boolean
  find(state: string): LoginRecord | UsedRecord | undefined
  /** Replaces the record by a stub, so that a second response is recognized. */
  use(state: string, returnTo: string): void
  /** Every attempt without a response so far. */
  waiting(): LoginRecord[]
  keepLogout(transaction: LogoutTransaction): boolean
  /** Finds a sign-out and removes it. */
  takeLogout(state: string): LogoutTransaction | undefined
  hasLogout(state: string): boolean
}

const mostRecords = 10
const dayMs = 86_400_000

/** The records of the client `name`. */
export function loginRecords(name: string, storage: SafeStorage, now: () => number): LoginRecords {
  const logins = `grantkit:${name}:login:`
  const logouts = `grantkit:${name}:logout:`
  const read = (key: string): LoginRecord | UsedRecord | undefined => loginRecordIn(storage.get(key))

  /** Removes expired records, and the oldest ones if there are more than `most`. */
  const clean = (most: number): void => {
    const held = storage.keys(logins).map((key) => ({ key, ...timesOf(read(key)) }))
    held.sort((a, b) => b.at - a.at)
    for (const { key } of held.filter(({ expiresAt }, index) => index >= most || !(expiresAt >= now())))
      storage.remove(key)
    for (const key of storage.keys(logouts)) {
      if (!((logoutIn(storage.get(key))?.expiresAt ?? 0) >= now())) storage.remove(key)
    }
  }
  const write = (key: string, value: object): boolean => {
    clean(mostRecords - 1)
    const text = JSON.stringify(value)
    if (storage.set(key, text)) return true
    clean(0)
    return storage.set(key, text)
  }

  return {
    lasting: storage.lasting,
    keep: (record) => write(logins + record.transaction.state, record),
    find: (state) => read(logins + state),
    use(state, returnTo) {
      const stub: UsedRecord = { v: 1, used: true, returnTo, expiresAt: now() + dayMs }
      // shorter than the record, so there is room
      if (!storage.set(logins + state, JSON.stringify(stub))) storage.remove(logins + state)
    },
    waiting: () =>
      storage.keys(logins).flatMap((key) => {
        const record = read(key)
        return record && 'transaction' in record ? [record] : []
      }),
    keepLogout: (transaction) => write(logouts + transaction.state, transaction),
    takeLogout(state) {
      const found = logoutIn(storage.get(logouts + state))
      storage.remove(logouts + state)
      return found && found.expiresAt >= now() ? found : undefined
    },
    hasLogout: (state) => storage.get(logouts + state) !== undefined,
  }
}

/** When a record was written, and when it expires. */
function timesOf(record: LoginRecord | UsedRecord | undefined): { at: number; expiresAt: number } {
  if (!record) return { at: 0, expiresAt: 0 }
  if ('transaction' in record)
    return { at: record.transaction.createdAt, expiresAt: record.transaction.expiresAt + dayMs }
  return { at: record.expiresAt - dayMs, expiresAt: record.expiresAt }
}

/** The record in a text; undefined if it isn't valid. */
function loginRecordIn(text: string | undefined): LoginRecord | UsedRecord | undefined {
  const value = parsed(text)
  if (value?.v !== 1) return undefined
  if (value.used === true) return typeof value.returnTo === 'string' ? (value as unknown as UsedRecord) : undefined
  const { state, codeVerifier, expiresAt } = Object(value.transaction) as Partial<LoginTransaction>
  const whole = typeof state === 'string' && typeof codeVerifier === 'string' && typeof expiresAt === 'number'
  return whole ? (value as unknown as LoginRecord) : undefined
}

function logoutIn(text: string | undefined): LogoutTransaction | undefined {
  const value = parsed(text)
  const whole = typeof value?.state === 'string' && typeof value.expiresAt === 'number'
  return whole ? (value as unknown as LogoutTransaction) : undefined
}

function parsed(text: string | undefined): Record<string, unknown> | undefined {
  try {
    return Object(JSON.parse(text ?? 'null'))
  } catch {
    return undefined
  }
}
