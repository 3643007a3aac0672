import { getDiscoveryDocument, parseAuthorizeResponse, parseWwwAuthenticate, requestRefreshToken } from 'grantkit'
import { table } from './table.ts'

const mebibyte = 1048576
const fill = (part: string, size: number): string => part.repeat(Math.ceil(size / part.length)).slice(0, size)
const authority = 'https://as.example'
const refreshToken = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/+ b'
const request = { address: `${authority}/token`, clientId: 'app', clientSecret: 'a b', refreshToken }

const answered = (body: string, status = 200) => {
  const fetch = async () => new Response(body, { status, headers: { 'content-type': 'application/json' } })
  return requestRefreshToken(request, { fetch, maxBodyBytes: 2 * mebibyte })
}
const described = (part: string) => (size: number) =>
  answered(JSON.stringify({ error: 'invalid_grant', error_description: fill(part, size) }), 400)
const discovered = (member: (size: number) => string) => (size: number) => {
  const body = `{"issuer":"${authority}","jwks_uri":"${authority}/keys",${member(size)}}`
  return getDiscoveryDocument({ authority }, { fetch: async () => new Response(body), maxBodyBytes: 2 * mebibyte })
}

/** Each parser with its worst-case input of a given size. */
const worst: Record<string, (size: number) => unknown> = {
  'form pairs': (size) => answered(fill('a=b&', size)),
  'form pairs of a callback': (size) => parseAuthorizeResponse(`?${fill('code=b&', size)}`, { state: 's' }),
  'a form that is none': (size) => answered(`${fill('&error=', size)}<`),
  'deep JSON': (size) => answered(fill('[', size / 2) + fill(']', size / 2)),
  'a description to mask: letters': described('a'),
  'a description to mask: almost the secret': described(refreshToken.slice(0, -1)),
  'a description to mask: words': described('a '),
  'a description to mask: percent signs': described('%25'),
  challenges: (size) => parseWwwAuthenticate(fill('Bearer a="b", ', size)),
  'a challenge of spaces': (size) => parseWwwAuthenticate(`Bearer${fill(' ', size)}`),
  'a challenge of quotes': (size) => parseWwwAuthenticate(fill('a="\\', size)),
  'metadata members': discovered((size) => Array.from({ length: size / 16 }, (_, i) => `"a${i}_supported":1`).join()),
  'one list in metadata': discovered((size) => `"scopes_supported":"${fill('a ', size)}"`),
  'an issuer': (size) => {
    const fetch = async () => new Response(JSON.stringify({ issuer: fill('https://as.example/', size) }))
    return getDiscoveryDocument({ authority }, { fetch, maxBodyBytes: 2 * mebibyte })
  },
}

/** Measures each parser with 0.5 and 1 MiB. The time may at most double, and must stay under 200 ms. */
export async function hostileInput(): Promise<void> {
  const rows = [['The worst input', 'half a MiB', 'a MiB']]
  for (const [name, parse] of Object.entries(worst)) {
    const times = []
    for (const size of [mebibyte / 2, mebibyte]) {
      let best = Number.POSITIVE_INFINITY
      for (let round = 0; round < 3; round++) {
        const start = performance.now()
        await parse(size)
        best = Math.min(best, performance.now() - start)
      }
      times.push(`${best.toFixed(1)} ms`)
    }
    rows.push([name, ...times])
  }
  console.log(`\n${table(rows)}`)
}
