import type { TokenEvent } from '@grantkit/tokens'
import { misuse } from 'grantkit/internal/misuse'
import type { HostParts } from './host-parts.ts'
import { holdLivenessLock } from './liveness-lock.ts'
import type { PagePort, WorkerMessage } from './messages.ts'
import { workerSettingsIn } from './read-settings.ts'
import { servePage } from './serve-page.ts'
import { createWorkerSession, type WorkerSession } from './worker-session.ts'
import type { WorkerSettings } from './worker-settings.ts'

/** A worker's settings and session, for all connected pages. */
export interface WorkerHost {
  /** Connects a page. `presence` is the lock that it holds while it is alive. */
  connect(port: PagePort): void
}

/** `close` ends the worker. */
export function createWorkerHost(close: () => void): WorkerHost {
  const pages = new Set<PagePort>()
  let opened: { text: string; settings: WorkerSettings; session: WorkerSession } | undefined
  let ending: ReturnType<typeof setTimeout> | undefined

  const sessionId = (): string | undefined => opened?.session.tokens.sessionId()
  const broadcast = (message: WorkerMessage): void => {
    for (const page of pages) page.postMessage({ ...message, session: sessionId() })
  }
  const onEvent = (event: TokenEvent): void => broadcast({ grantkit: 'event', event })

  const parts: HostParts = {
    open(text) {
      if (opened && opened.text !== text) {
        misuse('worker', 'a SharedWorker with a name of its own: this one already has other settings')
      }
      if (!opened) {
        const settings = workerSettingsIn(text)
        opened = { text, settings, session: createWorkerSession(settings, onEvent) }
      }
      return opened
    },
    sessionId,
    lock: holdLivenessLock(),
    endSoon(ms) {
      clearTimeout(ending)
      ending = setTimeout(() => {
        if (!opened?.session.isIdle()) return
        broadcast({ grantkit: 'ended' })
        close()
      }, ms)
    },
    leave: (page) => void pages.delete(page),
  }
  return {
    connect(page) {
      pages.add(page)
      servePage(page, parts)
    },
  }
}
