import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { canary } from '../../packages/core/src/testing/canary.ts'
import { startExample } from '../examples/start-example.ts'

// in a process of its own: OpenTelemetry's ESM build, which vitest's conditions lead to, can't be loaded by Node
const program = fileURLToPath(new URL('./trace-renewals.ts', import.meta.url))

it('shows each renewal as a span with what became of it, and no secret (PAIN 14)', async () => {
  const { stdout, stderr, code } = await startExample(process.execPath, ['--conditions=@grantkit/source', program])
    .ended
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  const spans = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(spans.map(({ kind, attributes }) => [kind, attributes['error.type'] ?? 'none'])).toEqual([
    ['a token', 'none'],
    ['a page that repeats the request', 'http_error'],
    ['a refusal that repeats the request', 'invalid_request'],
    ['an error code that repeats the request', 'oauth_error'],
    ['a transport that tells the request', 'network'],
    ['the end of the session', 'invalid_grant'],
  ])
  for (const { name, attributes, status, failed } of spans) {
    expect(name).toBe('grantkit.token.renewal')
    expect(attributes).toMatchObject({ 'server.address': 'as.example', 'oauth.grant_type': 'refresh_token' })
    expect(status.code).toBe(failed ? 2 : 0)
  }
  expect(stdout).not.toContain(canary)
})
