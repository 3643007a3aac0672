import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { redisPath } from '../setup/find-redis.mjs'
import { freePort } from '../setup/free-port.mjs'
import { leashed } from '../setup/leashed.mjs'

export interface RedisServer {
  port: number
  /** `redis://127.0.0.1:...` */
  url: string
  /** Suspends the process: it doesn't respond until `resume`. */
  pause(): void
  resume(): void
  close(): Promise<void>
}

/** A Redis on a free loopback port. It keeps everything in memory and ends with this process. */
export async function startRedis(): Promise<RedisServer> {
  const path = redisPath()
  // another process may take the port before Redis starts
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), 'grantkit-redis-'))
    const port = await freePort()
    const settings = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no', daemonize: 'no' }
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`])
    const child = await leashed(path, args, { stdio: 'ignore' })
    const close = async () => {
      await stop(child)
      await rm(folder, { recursive: true, maxRetries: 3 })
    }
    if (await answers(child, port)) {
      return {
        port,
        url: `redis://127.0.0.1:${port}`,
        pause: () => child.kill('SIGSTOP'),
        resume: () => child.kill('SIGCONT'),
        close,
      }
    }
    await close()
    if (attempt === 3) throw new Error('Redis did not start, three times')
  }
}

async function answers(child: ChildProcess, port: number): Promise<boolean> {
  while (running(child)) {
    const socket = connect(port, '127.0.0.1')
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    // if another process has taken the port, this Redis exits
    if (open && running(child)) return true
    await sleep(20)
  }
  return false
}

async function stop(child: ChildProcess): Promise<void> {
  if (!running(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

const running = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null
