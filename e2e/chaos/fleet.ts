import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { leashed } from '../setup/leashed.mjs'
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts'

/** The end of a process that was killed, by its name as the proxy knows it. */
export interface Death {
  worker: string
  at: number
}

export interface Fleet {
  deaths: Death[]
  /** The names of the processes that run. */
  names(): string[]
  /** Ends a process at once, and starts another in its place; does nothing if it is gone already. */
  kill(name: string): void
  /** Stops a process for a while. */
  stop(name: string, ms: number): void
  say(name: string, message: ToWorker): void
  /** Lets all begin to call, and those that come later. */
  begin(): void
  /** Lets all finish what they are at, and waits for that. */
  end(): Promise<void>
}

// who is started in place of another compiles nothing anew
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'grantkit-chaos-cache') }
const program = fileURLToPath(new URL('./worker-process.ts', import.meta.url))

/** Processes that each call for the tokens of all sessions, and are replaced as they die. */
export async function startFleet(
  size: number,
  settings: Omit<WorkerSettings, 'name' | 'tabs'>,
  /** How many threads the process at each place runs. */
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
    // who breaks things and writes them down must not starve
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
      // who was started just now is there by then
      await sleep(500)
      const ended = [...running.values()].map((child) => once(child, 'exit'))
      for (const child of running.values()) child.send({ end: true } satisfies ToWorker)
      await Promise.all(ended)
    },
  }
}
