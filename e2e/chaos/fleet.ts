import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { leashed } from '../setup/leashed.mjs'
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts'

/** When a process was killed, with its name in the proxy's records. */
export interface Death {
  worker: string
  at: number
}

export interface Fleet {
  deaths: Death[]
  /** The names of the running processes. */
  names(): string[]
  /** Kills a process and starts another in its place. Does nothing if it has ended already. */
  kill(name: string): void
  /** Stops a process for a while. */
  stop(name: string, ms: number): void
  say(name: string, message: ToWorker): void
  /** Lets all processes start their calls, including those that are started later. */
  begin(): void
  /** Waits until all processes have finished their current work. */
  end(): Promise<void>
}

// so that a replacement process doesn't compile everything again
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'grantkit-chaos-cache') }
const program = fileURLToPath(new URL('./worker-process.ts', import.meta.url))

/** Processes that request the tokens of all sessions. A process that dies is replaced. */
export async function startFleet(
  size: number,
  settings: Omit<WorkerSettings, 'name' | 'tabs'>,
  /** The number of threads of the process at each place. */
  tabsOf: (place: number) => number,
  hear: (name: string, message: FromWorker) => void,
): Promise<Fleet> {
  const running = new Map<string, ChildProcess>()
  const deaths: Death[] = []
  let begun = false
  let ending = false

  const start = async (place: number, generation: number): Promise<void> => {
    const name = `${place}.${generation}`
    const args = [
      '--conditions=@grantkit/source',
      program,
      JSON.stringify({ ...settings, name, tabs: tabsOf(place) } satisfies WorkerSettings),
    ]
    const child = await leashed(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    running.set(name, child)
    // this process, which causes and records the faults, must get enough CPU time
    if (child.pid) setPriority(child.pid, 5)
    if (begun) child.send({ begin: true } satisfies ToWorker)
    child.on('message', (message) => {
      if (!('ended' in (message as object))) hear(name, message as FromWorker)
    })
    child.on('error', () => {})
    child.on('exit', (code, signal) => {
      running.delete(name)
      if (code) throw new Error(`worker ${name} ended with ${code}`)
      if (signal && !ending) start(place, generation + 1)
    })
  }
  await Promise.all(Array.from({ length: size }, (_, place) => start(place, 0)))

  return {
    deaths,
    names: () => [...running.keys()],
    kill(name) {
      const child = running.get(name)
      if (!child || ending) return
      deaths.push({ worker: name, at: Date.now() })
      running.delete(name)
      child.kill('SIGKILL')
    },
    stop(name, ms) {
      const child = running.get(name)
      if (!child) return
      child.kill('SIGSTOP')
      setTimeout(() => child.kill('SIGCONT'), ms)
    },
    say: (name, message) => void running.get(name)?.send(message, () => {}),
    begin() {
      begun = true
      for (const child of running.values()) child.send({ begin: true } satisfies ToWorker)
    },
    async end() {
      ending = true
      // by then the new processes have started
      await sleep(500)
      const ended = [...running.values()].map((child) => once(child, 'exit'))
      for (const child of running.values()) child.send({ end: true } satisfies ToWorker)
      await Promise.all(ended)
    },
  }
}
