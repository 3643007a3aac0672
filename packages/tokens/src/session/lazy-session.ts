import { notLoaded } from '../not-loaded.ts'
import type { Session } from './session.ts'

/** A session whose code is loaded before its first use. After a failure, the next call tries again. */
export function lazySession(open: () => Promise<Session>): Session {
  let session: Session | undefined
  let loading: Promise<Session> | undefined
  const load = async (): Promise<Session> => {
    try {
      session = await open()
      return session
    } catch (error) {
      loading = undefined
      return notLoaded(error)
    }
  }
  /** Does the work synchronously if the session is loaded, so that a login takes effect at once. */
  const on = <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    if (session) return work(session)
    loading ??= load()
    return loading.then(work)
  }
  on(async () => {}).catch(() => {})
  return {
    id: () => session?.id(),
    get: (...target) => on((it) => it.get(...target)),
    start: (login) => on((it) => it.start(login)),
    end: () => on((it) => it.end()),
    read: () => on((it) => it.read()),
    use: () => on((it) => it.use()),
    dispose() {
      if (session) session.dispose()
      else loading?.then((it) => it.dispose()).catch(() => {})
    },
  }
}
