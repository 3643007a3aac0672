import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { canary } from '../../packages/core/src/testing/canary.ts'
import { startExample } from '../examples/start-example.ts'

// in a separate process, because vitest's conditions select OpenTelemetry's ESM build, which Node can't load
const program = fileURLToPath(new URL('./trace-renewals.ts', import.meta.url))

it('reports each refresh as a span with its result, and no secret (PAIN 14)', async () => {
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
