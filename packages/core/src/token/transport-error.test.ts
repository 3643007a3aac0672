import { describe, expect, test } from 'vitest'
import { askForFailure } from '../testing/ask.ts'

/** What a transport of somebody's own may throw. */
const throwing = (thrown: unknown) => () => {
  throw thrown
}

describe('exception', () => {
  test('is a new error with the name, message, code and causes of the thrown one', async () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND as.example'), {
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
    })
    const thrown = new TypeError('fetch failed', { cause })
    const { exception, error } = await askForFailure(thrown)
    expect(error).toBe('fetch failed')
    expect(exception).toBeInstanceOf(Error)
    expect(exception).not.toBe(thrown)
    expect(exception).toMatchObject({ name: 'TypeError', message: 'fetch failed' })
    expect(exception?.cause).toBeInstanceOf(Error)
    expect(exception?.cause).not.toBe(cause)
    expect(exception?.cause).toMatchObject({
      name: 'Error',
      message: 'getaddrinfo ENOTFOUND as.example',
      code: 'ENOTFOUND',
    })
    expect(exception?.cause).not.toHaveProperty('syscall')
  })

  test('keeps the code of the error itself', async () => {
    const { exception } = await askForFailure(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
    expect(exception).toMatchObject({ code: 'ECONNRESET' })
  })

  test("leaves out all other members of the transport's error (PAIN 14)", async () => {
    const thrown = Object.assign(new Error('no'), { request: { body: 'x' }, config: {}, response: new Response('x') })
    const { exception } = await askForFailure(thrown)
    expect(Reflect.ownKeys(exception as Error)).not.toEqual(expect.arrayContaining(['request']))
    expect(exception).not.toHaveProperty('config')
    expect(exception).not.toHaveProperty('response')
  })

  test.each([
    ['a string', 'offline'],
    ['an empty string', ''],
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['a symbol', Symbol('planted')],
    ['an object', { reason: 'offline' }],
    ['an object without a prototype', Object.create(null)],
    ['an error without a message', new Error()],
    ['an error whose message is no string', Object.assign(new Error(), { message: { toString: () => 'odd' } })],
    ['a frozen error', Object.freeze(new TypeError('frozen'))],
    ['an abort that nobody asked for', new DOMException('aborted', 'AbortError')],
    [
      'an error whose members throw',
      Object.defineProperty(new Error('x'), 'cause', {
        get() {
          throw new Error('no')
        },
      }),
    ],
    [
      'an object that throws at every touch',
      new Proxy(
        {},
        {
          get() {
            throw new Error('no')
          },
        },
      ),
    ],
  ])('is made from %s, too', async (_, thrown) => {
    const response = await askForFailure(throwing(thrown))
    expect(response).toMatchObject({ errorType: 'exception', code: 'network', transient: true })
    expect(response.error).toEqual(expect.stringMatching(/./))
    expect(response.exception).toBeInstanceOf(Error)
  })

  test('stops at circular causes', async () => {
    const thrown = new Error('round')
    thrown.cause = thrown
    const { exception } = await askForFailure(thrown)
    expect(exception?.cause).toMatchObject({ message: 'round' })
    expect(() => JSON.stringify(exception)).not.toThrow()
  })

  test.each([
    ['nothing', undefined],
    ['a string', 'ok'],
    ['an object that is no response', {}],
    ['a body of the wrong type', { status: 200, headers: new Headers(), body: 'text' }],
  ])('is the result of a fetch that returns %s', async (_, response) => {
    expect(await askForFailure(() => response as unknown as Response)).toMatchObject({
      errorType: 'exception',
      code: 'network',
    })
  })
})
