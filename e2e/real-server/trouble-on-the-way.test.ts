import { requestClientCredentialsToken } from 'grantkit'
import { afterEach, describe, expect, it } from 'vitest'
import { clients } from '../server/clients.ts'
import { type Front, startFront } from './front.ts'

let front: Front
afterEach(() => front.close())

const json = { 'content-type': 'application/json' }

describe('trouble on the way to the server', () => {
  it('is a network failure, with the cause named, if nothing listens (PAIN 5)', async () => {
    front = await startFront(() => {})
    await front.close()
    const response = await requestClientCredentialsToken({ address: front.address, ...clients.machine })
    expect(response).toMatchObject({ errorType: 'exception', code: 'network', httpStatus: 0, transient: true })
    expect(response.isError && response.exception?.cause).toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('is a timeout if the server never responds (PAIN 19)', async () => {
    front = await startFront(() => {})
    const started = Date.now()
    const request = { address: front.address, ...clients.machine }
    const response = await requestClientCredentialsToken(request, { timeoutMs: 200 })
    expect(response).toMatchObject({ errorType: 'exception', code: 'timeout', transient: true })
    expect(Date.now() - started).toBeLessThan(5000)
  })

  it('is a timeout if the response begins and never ends (PAIN 19)', async () => {
    front = await startFront((_, response) => response.writeHead(200, json).write('{"access_token":"half'))
    const request = { address: front.address, ...clients.machine }
    const response = await requestClientCredentialsToken(request, { timeoutMs: 1000 })
    expect(response).toMatchObject({ isError: true, code: 'timeout', httpStatus: 200 })
  })

  it('is a network failure if the connection is lost during the response, even if its beginning looks complete', async () => {
    front = await startFront((_, response) => {
      response.writeHead(200, { ...json, 'content-length': 1000 }).write('{"access_token":"a-token"}')
      setTimeout(() => response.destroy(), 50)
    })
    const response = await requestClientCredentialsToken({ address: front.address, ...clients.machine })
    expect(response).toMatchObject({ errorType: 'exception', code: 'network', httpStatus: 200 })
  })

  it("rejects with the reason of the caller's signal", async () => {
    front = await startFront(() => {})
    const controller = new AbortController()
    const request = { address: front.address, ...clients.machine }
    const call = requestClientCredentialsToken(request, { signal: controller.signal })
    const reason = new Error('changed my mind')
    setTimeout(() => controller.abort(reason), 50)
    await expect(call).rejects.toBe(reason)
  })

  it('is an HTTP failure if a gateway responds instead of the server, and the request is not repeated (PAIN 5, PAIN 18)', async () => {
    front = await startFront((_, response) => {
      response.writeHead(503, { 'content-type': 'text/html', 'retry-after': '7' }).end('<h1>down for maintenance</h1>')
    })
    const response = await requestClientCredentialsToken({ address: front.address, ...clients.machine })
    expect(response).toMatchObject({
      errorType: 'http',
      code: 'http_error',
      httpStatus: 503,
      error: 'Service Unavailable',
      retryAfterMs: 7000,
      transient: true,
    })
    expect(response.raw).toContain('down for maintenance')
    expect(front.requests).toHaveLength(1)
  })
})
