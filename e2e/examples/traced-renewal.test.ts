import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { example, startExample } from './start-example.ts'

const script = example('traced-renewal/traced-renewal.ts')

describe('the traced renewal', () => {
  let server: AuthorizationServer
  beforeAll(async () => {
    server = await startAuthorizationServer()
  })
  afterAll(() => server?.close())

  const run = (secret: string) => {
    const { clientId } = server.clients.machine
    return startExample(process.execPath, [script, server.issuer, clientId, server.api], { CLIENT_SECRET: secret })
      .ended
  }
  const renewal = /^ {2}grantkit\.token\.renewal .*\boauth\.grant_type=client_credentials\b/

  it('is a span below the call that waited for it, and only there', async () => {
    const { code, stdout, stderr } = await run(server.clients.machine.clientSecret)
    expect(stderr).toBe('')
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^first call/),
      expect.stringMatching(renewal),
      expect.stringMatching(/^second call/),
      expect.stringMatching(/^third call/),
      expect.stringMatching(renewal),
    ])
    expect(stdout).not.toContain(server.clients.machine.clientSecret)
    expect(code).toBe(0)
  })

  it('says what went wrong, and shows no secret', async () => {
    const { code, stdout, stderr } = await run('wrong-secret')
    expect(stderr).toContain('invalid_client')
    expect(stdout).toMatch(/^first call.*\n {2}grantkit\.token\.renewal .*\berror\.type=invalid_client\b/)
    expect(stdout + stderr).not.toContain('wrong-secret')
    expect(code).toBe(1)
  })
})
