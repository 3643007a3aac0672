// The script of a worker: it holds the tokens of `createBrowserClient({ worker })`. It works as a module and as a classic script,
// in a `SharedWorker` for all tabs or in a `Worker` for one page.
import type { PagePort } from './messages.ts'
import { createWorkerHost } from './worker-host.ts'

/** The global scope of a worker. */
interface WorkerScope extends PagePort {
  close(): void
  addEventListener(type: 'message' | 'connect', listener: (event: MessageEvent) => void): void
}

const { WorkerGlobalScope: isWorker, onconnect: shared } = globalThis as {
  WorkerGlobalScope?: unknown
  onconnect?: unknown
}

// outside a worker it does nothing
if (isWorker) {
  const scope = globalThis as unknown as WorkerScope
  const host = createWorkerHost(() => scope.close())
  if (shared === undefined) host.connect(scope)
  else {
    scope.addEventListener('connect', ({ ports: [port] }) => {
      if (!port) return
      host.connect(port)
      port.start()
    })
  }
}
