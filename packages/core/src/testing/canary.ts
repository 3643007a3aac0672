import { type RequestOptions, TokenRequestError } from '../index.ts'
import { everyGrant, type Grant } from './every-grant.ts'
import { json, stream, text } from './replies.ts'
import type { Seen } from './test-fetch.ts'

/** A part of every secret in these tests. It must not be in anything that a log could show. */
export const canary = 'c4n4ry'

/** Forms of a secret: plain, or with characters that encodings change. */
export const looks: Record<string, (field: string) => string> = {
  plain: (field) => `${canary}-${field}`,
  special: (field) => `+/=: ${canary}~${field}%é&'`,
}

const open = /^(grantType|redirectUri|scope|resource|audience|subjectTokenType|actorTokenType|requestedTokenType)$/

/** A call of a grant's function with a secret in each field that takes one, by one way of authentication. */
export interface Planted {
  title: string
  /** One of `tellings`. They alternate, so that each is used with each function and each way of authentication. */
  tell: (seen: Seen) => string
  grant: Grant
  request: Record<string, unknown>
}

export function plantedRequests(look: (field: string) => string): Planted[] {
  const credentials: Record<string, object> = {
    'no authentication': {},
    'Basic by RFC 6749': { clientSecret: look('clientSecret') },
    'Basic by RFC 2617': { clientSecret: look('clientSecret'), authorizationHeaderStyle: 'rfc2617' },
    'secret in the body': { clientSecret: look('clientSecret'), clientCredentialStyle: 'body' },
    'secret through parameters': { parameters: { client_secret: look('clientSecret') } },
    assertion: { clientAssertion: { type: 'urn:t', value: look('clientAssertion') } },
    'assertion function': { clientAssertion: () => ({ type: 'urn:t', value: look('clientAssertion') }) },
    'own header': { headers: { authorization: `Bearer ${canary}-header` } },
    'ready-made proof': { dpopProof: `${canary}-proof` },
    signer: { dpop: { createProof: async () => `${canary}-proof` } },
  }
  const told = Object.values(tellings)
  return everyGrant.flatMap((grant, row) =>
    Object.entries(credentials).map(([way, members], column) => {
      const { parameters, headers, ...others } = members as Record<string, object>
      const fields = Object.keys({ ...grant.required, ...grant.optional })
      return {
        title: `${grant.name}, ${way}`,
        tell: told[(row + column) % told.length] as (typeof told)[0],
        grant,
        request: {
          address: 'https://as.example/token',
          clientId: 'app',
          ...Object.fromEntries(fields.map((field) => [field, open.test(field) ? `the-${field}` : look(field)])),
          parameters: { custom: look('custom'), list: [look('list-1'), look('list-2')], ...parameters },
          headers: { 'x-custom': `${canary}-custom-header`, ...headers },
          ...others,
        },
      }
    }),
  )
}

function decoded(base64 = ''): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)))
  } catch {
    return base64
  }
}

/** The ways in which a request can become text in an error. */
export const tellings: Record<string, (seen: Seen) => string> = {
  'the values': ({ form, headers }) => [...form.values(), ...headers.values()].join(' '),
  'the values, quoted': ({ form, headers }) => `"${[...form.values(), ...headers.values()].join('" "')}"`,
  'the credentials': ({ headers }) => [...headers.values()].map((value) => value.replace(/^\w+ /, '')).join(' '),
  'the credentials, decoded': ({ headers }) => decoded(headers.get('authorization')?.replace(/^Basic /, '')),
  'the body': ({ url, form }) => `POST ${url} ${form}`,
  'the headers': ({ headers }) => [...headers].join('\n'),
  'all of it as JSON': ({ url, form, headers }) => JSON.stringify({ url, form: [...form], headers: [...headers] }),
}

/** What a transport that knows the request may throw. */
export const transports: Record<string, (told: string, seen: Seen) => unknown> = {
  message: (told) => new Error(told),
  'message of a TypeError': (told) => new TypeError(`fetch failed: ${told}!`),
  'a string': (told) => told,
  'an object': (told) => ({ message: told, request: told, toString: () => told }),
  'a DOMException': (told) => new DOMException(told, 'NetworkError'),
  'name and code': (told) => Object.assign(new Error('failed'), { name: told, code: told }),
  cause: (told) => new Error('failed', { cause: new Error(told, { cause: told }) }),
  'cause that is no error': (told, seen) => new Error('failed', { cause: { ...seen, message: told } }),
  members: (told, seen) =>
    Object.assign(new Error('failed'), { request: seen, config: seen.init, data: told, body: told }),
  'many errors': (told) => new AggregateError([new Error(told)], told),
  'its own words for logs': (told) => Object.assign(new Error('failed'), { toJSON: () => told, toString: () => told }),
}

/** Responses of servers that echo the request. */
export const echoes: Record<string, (told: string) => Response> = {
  'a page': (told) => text(`<p>${told}</p>`),
  'a type': (told) => text('no token', 200, { 'content-type': `text/${told.replaceAll('\n', ' ')}` }),
  'a page under 502': (told) => text(`<p>${told}</p>`, 502),
  'JSON without a token': (told) => json({ message: told }),
  'JSON under 400': (told) => json({ message: told }, 400),
  'error, description and page of a refusal': (told) =>
    json({ error: told, error_description: told, error_uri: `https://as.example/?${told}` }, 400),
  'a refusal under 200': (told) => json({ error: told, error_description: `sent ${told}` }),
  'a description without an error': (told) => json({ error_description: told }, 400),
  'a reason phrase': (told) => new Response('', { status: 400, statusText: told.replaceAll('\n', ' ') }),
  'a challenge': (told) => {
    const words = told.replace(/["\\\n]/g, ' ')
    return text('', 401, { 'www-authenticate': `Bearer error="${words}", error_description="${words}"` })
  },
  'a refusal with a member of its own': (told) => json({ error: 'invalid_grant', sent: told }, 400),
  'a redirect': (told) => text(told, 302, { location: `https://as.example/?${encodeURIComponent(told)}` }),
  'a header': (told) => text('', 500, { 'x-echo': encodeURIComponent(told) }),
  'a body that breaks off': (told) => new Response(stream([told], new TypeError('broken')).body),
  'a body over the limit': (told) => text(told.padEnd(1_100_000)),
  'a body that stalls': (told) => new Response(stream([told], 'stall').body),
}

/** A short timeout, for the bodies that stall. */
export const hasty: RequestOptions = { timeoutMs: 20 }

/** A failure, and the exception made from it. */
export function shapesOf(failure: object): unknown[] {
  return [failure, new TokenRequestError(failure as never)]
}

/** All text that a program sees without reading a member by name: enumerable members, and what errors show. */
export function visibleText(value: unknown, seen = new Set<unknown>()): string[] {
  if (Object(value) !== value) return [String(value)]
  if (seen.has(value)) return []
  seen.add(value)
  const names = Object.keys(value as object)
  const members = [...names, ...(value instanceof Error ? ['name', 'message', 'stack', 'cause', 'errors'] : [])]
  return [
    ...names,
    String(value),
    JSON.stringify(value) ?? '',
    ...members.flatMap((name) => visibleText((value as Record<string, unknown>)[name], seen)),
  ]
}
