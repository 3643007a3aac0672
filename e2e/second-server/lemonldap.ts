import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { application, starmanPath } from '../setup/find-lemonldap.mjs'
import { freePort } from '../setup/free-port.mjs'
import { leashed } from '../setup/leashed.mjs'
import { clients, pageOrigin } from './clients.ts'
import { writeConfiguration } from './configuration.ts'

export interface Lemonldap {
  /** With a slash at its end, as is this server's default. */
  issuer: string
  authorizationEndpoint: string
  tokenEndpoint: string
  introspectionEndpoint: string
  userInfoEndpoint: string
  endSessionEndpoint: string
  registrationEndpoint: string
  jwksUri: string
  /** The client members of a request, for each client: `{ ...server.clients.machine }`. */
  clients: typeof clients
  /** Its log: the only place with the reasons of its refusals. */
  log(): string
  close(): Promise<void>
}

/**
 * LemonLDAP::NG (written in Perl, shares no code with the first server) on a free loopback port, with all its files in a separate
 * folder. The pages of its clients are at the given origin.
 */
export async function startLemonldap(pages: string = pageOrigin): Promise<Lemonldap> {
  const starman = starmanPath()
  // its configuration contains the port, so it can't choose one; another process may take a free port before it starts
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), 'grantkit-lemonldap-'))
    const logFile = join(folder, 'log')
    const log = () => readFileSync(logFile, 'utf8')
    const port = await freePort()
    const issuer = `http://127.0.0.1:${port}/`
    const child = await start(starman, port, await writeConfiguration(folder, issuer, pages), logFile)
    const close = async () => {
      await stop(child)
      await rm(folder, { recursive: true, maxRetries: 3 })
    }
    if (await answers(child, issuer)) return { issuer, ...endpoints(issuer), clients, log, close }
    const reason = log()
    await close()
    if (attempt === 3) throw new Error(`LemonLDAP::NG did not start, three times: ${reason}`)
  }
}

async function start(starman: string, port: number, configuration: string, logFile: string): Promise<ChildProcess> {
  const log = openSync(logFile, 'w')
  // one worker, so that a registered client is known to the process that handles the next request
  const how = ['--workers', '1', '--disable-keepalive', '--preload-app']
  const child = await leashed(starman, ['--listen', `127.0.0.1:${port}`, ...how, application], {
    stdio: ['ignore', log, log],
    env: { ...process.env, LLNG_DEFAULTCONFFILE: configuration },
  })
  closeSync(log)
  return child
}

async function answers(child: ChildProcess, issuer: string): Promise<boolean> {
  while (running(child)) {
    const response = await fetch(`${issuer}.well-known/openid-configuration`).catch(() => undefined)
    if (response?.ok) return true
    // an error page: the log has the reason
    if (response) await stop(child)
    await sleep(50)
  }
  return false
}

async function stop(child: ChildProcess): Promise<void> {
  if (!running(child)) return
  const ended = once(child, 'exit')
  child.kill()
  await ended
}

const running = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null

const endpoints = (issuer: string) => ({
  authorizationEndpoint: `${issuer}oauth2/authorize`,
  tokenEndpoint: `${issuer}oauth2/token`,
  introspectionEndpoint: `${issuer}oauth2/introspect`,
  userInfoEndpoint: `${issuer}oauth2/userinfo`,
  endSessionEndpoint: `${issuer}oauth2/logout`,
  registrationEndpoint: `${issuer}oauth2/register`,
  jwksUri: `${issuer}oauth2/jwks`,
})
