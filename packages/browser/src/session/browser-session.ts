import type { DPoP } from '@grantkit/jose'
import type {
  Clock,
  GetAccessTokenOptions,
  SessionStart,
  TokenEvent,
  TokenSource,
  TokenStore,
  TokenTarget,
} from '@grantkit/tokens'
import { inTime } from '@grantkit/tokens/internal/in-time'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import type { LazyImports } from '../lazy-imports.ts'
import type { SignedOutReason, SnapshotHolder } from '../snapshot.ts'
import type { Database } from '../store/database.ts'
import type { Hint } from '../store/hint.ts'
import type { LazyTokens } from './lazy-tokens.ts'
import { type SessionData, sessionDataIn } from './session-data.ts'
import type { LocallyEnded, TokenHooks } from './token-hooks.ts'

/** The session of this browser, and its part of the snapshot. */
export interface BrowserSession {
  /** Reads the store and updates the snapshot. */
  look(): Promise<void>
  /** Keeps the status `restoring` until the callback has been handled, if there is no session. */
  hold(): void
  /** Loads the code for tokens. */
  load(): Promise<void>
  release(): Promise<void>
  /** Stores a session, then updates the hint and the snapshot. */
  start(token: SessionStart, data: SessionData, refreshParameters?: Readonly<Record<string, string>>): Promise<void>
  /** Ends the session here and in all tabs. Returns what the sign-out at the server needs. */
  end(reason: SignedOutReason): Promise<LocallyEnded | undefined>
  read(): Promise<{ sessionId?: string; idToken?: string; scope?: string; data: SessionData } | undefined>
  source(target?: TokenTarget): TokenSource
  /** The signer of the session's key, or of the named key. */
  signer(key: { name: string; thumbprint?: string }): Promise<DPoP>
  dispose(): void
}

export interface BrowserSessionParts {
  settings: Pick<BrowserClientSettings, 'issuer' | 'clientId' | 'dpop' | 'now' | 'encrypt' | 'onEvent'>
  store: TokenStore
  openTokens(hooks: TokenHooks): LazyTokens
  /** Whether a session is nowhere but in the store, which has it under whatever key. */
  isOnlyStore: boolean
  clock: Clock
  database: Database
  /** None if the session is not shared with other tabs. */
  hint: Hint | undefined
  snapshot: SnapshotHolder
  chunks: Pick<LazyImports, 'dpop'>
}

/** For how long the store may take to say whether there is a session. */
const patienceMs = 3000

/** Connects the tokens of a session with the snapshot. */
export function createBrowserSession(parts: BrowserSessionParts): BrowserSession {
  const { settings, store, isOnlyStore, database, hint, snapshot, chunks, clock } = parts
  const { onEvent } = settings
  const signers = new Map<string, Promise<DPoP>>()
  let reason: SignedOutReason | undefined
  let held = false
  /** The DPoP key of the session that was last seen. */
  let keyName: string | undefined
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work)
    queue = turn.catch(() => {})
    return turn
  }

  const signer = (key: { name: string; thumbprint?: string }): Promise<DPoP> => {
    let opened = signers.get(key.name)
    if (!opened) {
      opened = chunks.dpop().then(({ openDPoP }) => openDPoP(settings, database, key.name, key.thumbprint))
      signers.set(key.name, opened)
      // a chunk that could not be loaded is requested again at the next call
      opened.catch(() => signers.delete(key.name))
    }
    return opened
  }

  const onTokenEvent = (event: TokenEvent): void => {
    const { name: what, attributes } = event
    if (what === 'session.ended') {
      const why = `${attributes['grantkit.session.end_reason']}`
      // for a record that is gone, the hint tells whether a tab or the browser deleted it
      reason = why === 'signed_out' ? undefined : (why as SignedOutReason)
      // a read that is already running has requested it; one more changes nothing
      void look()
    }
    if (what === 'token.renewed' || what === 'token.adopted') {
      snapshot.change({ renewal: undefined })
      // the claims of the user may have changed
      void look()
    }
    if (what === 'token.renewal_failed' && attributes['grantkit.transient'] && snapshot.get().status === 'signed_in') {
      const offline = /^(network|timeout)$/.test(`${attributes['error.type']}`)
      snapshot.change({ renewal: offline ? 'offline' : 'failing' })
    }
    onEvent?.(event)
  }

  const tokens = parts.openTokens({ signer, onEvent: onTokenEvent, look: () => void look() })
  const loadAhead = (): void => void tokens.load().catch(() => {})
  // somebody was signed in when the page was left
  if (hint?.get() !== undefined) loadAhead()

  /** Whether the store surely holds no session: then no code for tokens is needed. */
  const isEmpty = async (): Promise<boolean> => {
    if (tokens.isLoaded() || !isOnlyStore) return false
    try {
      const text = await inTime(async () => store.get('session'), clock, patienceMs)
      return text === undefined || !!endOf(text)
    } catch {
      // the tokens tell what is wrong
      return false
    }
  }

  const read = async (): Promise<Awaited<ReturnType<BrowserSession['read']>>> => {
    if (await isEmpty()) return undefined
    const found = await tokens.getSession()
    const data = sessionDataIn(found?.data, settings)
    // other code, another version or other settings wrote it: its token must not be used
    if (found && !data) await tokens.endSession()
    return found && data && { ...found, data }
  }
  /** A session in the memory of this page is not for other tabs. */
  const share = (sessionId: string | undefined): void => {
    if (database.lasting()) hint?.set(sessionId)
  }

  /** Why the record in the store is no session. A page that has just been loaded can't learn it in another way. */
  const whyNone = async (): Promise<SignedOutReason> => {
    const text = await store.get('session').catch(() => undefined)
    return endOf(text)?.reason ?? (hint?.get() === undefined || text !== undefined ? 'no_session' : 'storage_cleared')
  }

  /** Deletes the session's key with the session. */
  const changeKey = async (next: string | undefined): Promise<void> => {
    const before = keyName
    keyName = next
    if (before === undefined || before === next) return
    signers.delete(before)
    await database.delete(`dpop:${before}`).catch(() => {})
  }

  const showNone = (why: SignedOutReason): Promise<void> => {
    share(undefined)
    const { status } = snapshot.get()
    const gone = { user: undefined, sessionId: undefined, scope: undefined, renewal: undefined }
    if (status === 'restoring' && held) snapshot.change(gone)
    else snapshot.change({ ...gone, status: 'signed_out', reason: why })
    return changeKey(undefined)
  }

  const lookNow = async (): Promise<void> => {
    try {
      const found = await read()
      const { data, sessionId, scope } = found ?? {}
      // a session in memory keeps its key there
      if (data?.dpop && database.lasting() && !(await database.get(`dpop:${data.dpop.name}`))) {
        await tokens.endSession()
        reason = 'key_lost'
        return showNone('key_lost')
      }
      if (!data) {
        const { status, reason: before } = snapshot.get()
        const why = reason ?? (status === 'signed_out' && before ? before : await whyNone())
        return showNone(status === 'signed_in' && why === 'no_session' ? 'signed_out' : why)
      }
      reason = undefined
      keyName = data.dpop?.name
      share(sessionId)
      snapshot.change({ status: 'signed_in', user: data.user, sessionId, scope, reason: undefined })
    } catch {
      // a session that was shown stays; a session that can't be read counts as none
      if (snapshot.get().status === 'restoring') await showNone((await isKeyLost(parts)) ? 'key_lost' : 'store_failed')
    }
  }
  const look = (): Promise<void> => inTurn(lookNow)

  const source = (target?: TokenTarget): TokenSource => {
    const inner = target ? tokens.forResource(target) : tokens
    return {
      sessionId: () => tokens.sessionId(),
      async getAccessToken(options?: GetAccessTokenOptions) {
        // another tab's sign-out counts before its event has arrived
        if (hint && hint.get() !== tokens.sessionId()) await look()
        return inner.getAccessToken(options)
      },
    }
  }

  return {
    look,
    hold: () => {
      held = true
      loadAhead()
    },
    load: async () => void (await tokens.load()),
    release: () => {
      held = false
      return snapshot.get().status === 'restoring' ? look() : Promise.resolve()
    },
    read,
    source,
    signer,
    start: (token, data, refreshParameters) =>
      inTurn(async () => {
        const extras = { data, ...(refreshParameters && { refreshParameters: { ...refreshParameters } }) }
        try {
          await tokens.startSession(token, extras)
        } catch {
          // the code is used up: a session in memory is better than none
          database.forget()
          await tokens.startSession(token, extras)
        }
        reason = undefined
        held = false
        share(tokens.sessionId())
        const { user } = data
        const shown = { status: 'signed_in', user, sessionId: tokens.sessionId(), scope: token.scope } as const
        snapshot.change({ ...shown, reason: undefined, renewal: undefined })
        await changeKey(data.dpop?.name)
      }),
    end: (why) =>
      inTurn(async () => {
        const before = await read().catch(() => undefined)
        reason = why
        const ended = await tokens.endSession().catch(async () => {
          // without the code for tokens the session is deleted as it is
          if (isOnlyStore) await store.delete('session').catch(() => {})
          return undefined
        })
        reason = why
        if (before) keyName = before.data.dpop?.name
        await showNone(why)
        const { data: _, ...rest } = ended ?? {}
        return ended && ({ ...rest, ...(before && { data: before.data }) } as LocallyEnded)
      }),
    dispose: () => tokens.dispose(),
  }
}

/** Whether the stored session is encrypted and its key is lost. */
async function isKeyLost({ settings, database }: BrowserSessionParts): Promise<boolean> {
  if (!settings.encrypt) return false
  const held = await database.get('session').catch(() => undefined)
  // it would be in the way of the next session
  if (held !== undefined) await database.delete('session').catch(() => {})
  return held !== undefined
}

/** How the session in a text of the store ended, if it did. */
function endOf(text: string | undefined): { reason?: SignedOutReason } | undefined {
  try {
    return Object(JSON.parse(text ?? 'null')).ended
  } catch {
    return undefined
  }
}
