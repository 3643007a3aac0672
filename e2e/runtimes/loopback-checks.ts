// Checks of the command-line login in every runtime that can listen: with real sockets, and a program that ends by itself.
import { createServer, request } from 'node:http'
import { connect } from 'node:net'
import { createOidcClient } from '@grantkit/oidc'
import { type LoopbackOptions, type LoopbackResult, loginOnLoopback } from '@grantkit/oidc/loopback'
import { equal, holds, rejection } from './assert.ts'
import type { Check } from './endpoint.ts'

const issuer = 'https://server.example'

/** A pending login, and the URL for its user. The issuer is in memory. */
async function start(options: Partial<LoopbackOptions> = {}) {
  const at = (name: string) => `${issuer}/${name}`
  const metadata = { issuer, authorizationEndpoint: at('authorize'), tokenEndpoint: at('token') }
  const fetch = async () => Response.json({ access_token: 'at', token_type: 'Bearer' })
  const redirectUri = 'http://127.0.0.1/callback'
  const client = createOidcClient({ issuer, clientId: 'cli', redirectUri, metadata, scope: 'api', fetch })
  let show: (url: string) => void = () => {}
  const shown = new Promise<string>((resolve) => {
    show = resolve
  })
  const result: Promise<LoopbackResult> = loginOnLoopback(client, { onUrl: show, ...options })
  result.catch(() => {})
  const { searchParams } = new URL(await shown)
  const base = new URL(searchParams.get('redirect_uri') ?? '')
  return { result, base, callback: `${base}?code=c&state=${searchParams.get('state')}` }
}

/** The status of the response to a request. */
function statusOf(url: string | URL, options: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<number | undefined>((resolve, reject) => {
    const asked = request(url, { agent: false, ...options }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** Sends these bytes and returns everything that comes back until the connection is closed. */
function raw(port: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    let got = ''
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text))
    socket.on('data', (data) => {
      got += data
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(got))
  })
}

export const loopbackChecks: Record<string, Check> = {
  async 'a browser that comes back ends the login, and frees the port'() {
    const { result, callback, base } = await start()
    equal(await statusOf(callback), 200)
    equal((await result).status, 'completed')
    const again = createServer()
    await new Promise<void>((resolve) => again.listen(Number(base.port), '127.0.0.1', resolve))
    again.close()
  },

  async 'what is not the callback is refused, and the wait continues'() {
    const { result, callback, base } = await start()
    equal(await statusOf(new URL('/favicon.ico', base)), 404)
    equal(await statusOf(base), 400)
    equal(await statusOf(`${base}?code=c&state=guessed`), 400)
    equal(await statusOf(callback, { method: 'HEAD' }), 400)
    equal(await statusOf(callback, { method: 'POST' }), 400)
    equal(await statusOf(callback, { headers: { host: `evil.example:${base.port}` } }), 400)
    equal(await statusOf(callback, { headers: { 'sec-purpose': 'prefetch' } }), 400)
    holds(/^(HTTP\/1.1 4|$)/.test(await raw(base.port, '\x16\x03\x01\r\n\r\n')), 'bytes that are no HTTP are refused')
    const large = `GET /callback?${'x'.repeat(20_000)} HTTP/1.1\r\nHost: ${base.host}\r\n\r\n`
    holds(/^(HTTP\/1.1 4|$)/.test(await raw(base.port, large)), 'headers that are too large are refused')
    equal(await statusOf(callback), 200)
    equal((await result).status, 'completed')
  },

  async 'a client that never finishes its request is let go'() {
    const { result, callback, base } = await start()
    await raw(base.port, 'GET /callback HTTP/1.1\r\nHo')
    equal(await statusOf(callback), 200)
    equal((await result).status, 'completed')
  },

  async 'idle connections neither keep the browser out nor the program from its end'() {
    const { result, callback, base } = await start()
    for (let index = 0; index < 100; index++) {
      const socket = connect(Number(base.port), '127.0.0.1')
      socket.on('error', () => {})
      await new Promise<void>((resolve) => socket.on('connect', () => resolve()))
      // the program must end even if this end of the connection stays open
      socket.unref()
    }
    equal(await statusOf(callback), 200)
    equal((await result).status, 'completed')
  },

  async 'a pasted response ends the login and the prompt'() {
    let paste: (text: string) => void = () => {}
    let signal: AbortSignal | undefined
    const { result, callback } = await start({
      paste: (given) => {
        signal = given
        return new Promise((resolve) => {
          paste = resolve
        })
      },
    })
    paste(` ${callback}\n`)
    equal((await result).status, 'completed')
    equal(signal?.aborted, true)
  },

  async 'nobody comes back in time, or the program gives up'() {
    const late = await start({ timeoutMs: 50 })
    equal(await late.result, { status: 'expired', returnTo: '/' })
    const stop = new AbortController()
    const { result, base } = await start({ signal: stop.signal })
    stop.abort(new Error('enough'))
    equal(String(await rejection(result)), 'Error: enough')
    await rejection(statusOf(base))
  },
}
