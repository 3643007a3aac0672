// A process of the fleet: runs its threads, and forwards messages in both directions.
import { Worker } from 'node:worker_threads'
import type { FromWorker, TabSettings, ToWorker, WorkerSettings } from './messages.ts'

const settings = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings
const program = new URL('./worker.ts', import.meta.url)
const threads = Array.from(
  { length: settings.tabs },
  (_, tab) => new Worker(program, { workerData: { ...settings, tab } satisfies TabSettings }),
)
let running = threads.length
for (const thread of threads) {
  thread.on('message', (notes: FromWorker) => process.send?.(notes))
  thread.on('error', (error) => {
    throw error
  })
  thread.on('exit', () => {
    // send their last reports first
    if (--running === 0) process.send?.({ ended: true }, () => process.exit())
  })
}
process.on('message', (message: ToWorker) => {
  const told = 'switch' in message ? threads.slice(message.switch.tab, message.switch.tab + 1) : threads
  for (const thread of told) thread.postMessage(message)
})
process.on('disconnect', () => process.exit())
