import { TokenSourceError } from '@grantkit/tokens/token-source-error'
import { expect, test } from 'vitest'
import { pageMessageIn, sentResponseIn, workerMessageIn } from './messages.ts'
import { errorOf, wireErrorOf } from './wire-error.ts'

const { port1: port } = new MessageChannel()
const request = { url: 'https://api.example/', method: 'GET', headers: [['accept', 'text/plain']], init: {} }
const transaction = { v: 1 }

test.for([
  { call: 'open', settings: '{}' },
  { call: 'open', settings: '{}', presence: 'lock' },
  { call: 'exchange', url: 'https://app.example/', transaction },
  { call: 'start', ticket: 'a' },
  { call: 'session' },
  { call: 'token' },
  { call: 'token', target: { scope: 'read' } },
  { call: 'end' },
  { call: 'release', revoke: false },
  { call: 'allows', url: 'https://api.example/' },
  { call: 'fetch', request },
  { call: 'fetch', session: 's', request: { ...request, body: new Blob(['a']) } },
  { call: 'fetch', session: 's', request: { ...request, body: port } },
])('a complete request is accepted: %o', (ask) => {
  expect(pageMessageIn({ grantkit: 'ask', id: 1, ask })).toEqual({ grantkit: 'ask', id: 1, ask })
})

test.for([
  undefined,
  null,
  'text',
  7,
  [],
  {},
  { grantkit: 'ask' },
  { grantkit: 'ask', id: '1', ask: { call: 'end' } },
  { grantkit: 'tell', id: 1, ask: { call: 'end' } },
  ...[
    undefined,
    { call: 'refresh' },
    { call: 'toString' },
    { call: '__proto__' },
    { call: ['end'] },
    { call: 'open', settings: {} },
    { call: 'exchange', url: 'https://app.example/' },
    { call: 'exchange', url: new URL('https://app.example/'), transaction },
    { call: 'start' },
    { call: 'token', target: 'read' },
    { call: 'release' },
    { call: 'allows' },
    { call: 'fetch' },
    { call: 'fetch', request: { ...request, url: 1 } },
    { call: 'fetch', request: { ...request, headers: { accept: 'a' } } },
    { call: 'fetch', request: { ...request, headers: [['a', 'b', 'c']] } },
    { call: 'fetch', request: { ...request, init: { signal: {} } } },
    { call: 'fetch', request: { ...request, body: { pipe: 1 } } },
  ].map((ask) => ({ grantkit: 'ask', id: 1, ask })),
])('anything but a message of a page is ignored: %o', (message) => {
  expect(pageMessageIn(message)).toBeUndefined()
})

test('anything but a message of a worker is ignored', () => {
  const event = { name: 'token.renewed', at: 1, attributes: {} }
  const whole = [{ grantkit: 'ended' }, { grantkit: 'event', event }, { grantkit: 'answer', id: 1, value: 2 }]
  for (const message of whole) {
    expect(workerMessageIn({ ...message, session: 's' })).toEqual({ ...message, session: 's' })
    expect(workerMessageIn({ ...message, session: {} })).toBeUndefined()
  }
  for (const message of [null, 'ended', {}, { grantkit: 'answer' }, { grantkit: 'event', event: { name: 'a' } }]) {
    expect(workerMessageIn(message)).toBeUndefined()
  }
})

test('a response is accepted if it is complete', () => {
  const response = { url: '', status: 200, statusText: '', headers: [], redirected: false, type: 'cors' }
  expect(sentResponseIn({ ...response, body: port })).toMatchObject(response)
  for (const odd of [null, { ...response, status: '200' }, { ...response, headers: {} }, { ...response, body: 'text' }])
    expect(sentResponseIn(odd)).toBeUndefined()
})

test('an error is sent with the members for the page, and without its other content', () => {
  const planted = 'refresh-token-of-alice'
  const ended = new TokenSourceError('session_ended', 'the session ended: revoked', {
    reason: 'revoked',
    httpStatus: 400,
    failure: { planted } as never,
    cause: new Error(planted),
    thrown: planted,
  })
  const sent = wireErrorOf(ended)
  expect(JSON.stringify(sent)).not.toContain(planted)
  const told = errorOf(structuredClone(sent)) as TokenSourceError
  expect(told).toBeInstanceOf(TokenSourceError)
  expect(told).toMatchObject({ code: 'session_ended', reason: 'revoked', httpStatus: 400, transient: false })
  expect(errorOf(wireErrorOf(new TypeError('url: pass one')))).toEqual(new TypeError('url: pass one'))
  expect(errorOf(wireErrorOf(new DOMException('gone', 'AbortError')))).toMatchObject({ name: 'AbortError' })
  for (const odd of [new Error(planted), planted, { name: 'Weird', message: planted }, undefined])
    expect(`${errorOf(wireErrorOf(odd))}`).toBe('Error: the worker failed')
})
