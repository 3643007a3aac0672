import { orThrow, revokeToken } from 'grantkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { example, startExample } from './start-example.ts'

const script = example('ky-client/ky-client.ts')

describe('the ky client with a user’s tokens', () => {
  let server: AuthorizationServer
  beforeAll(async () => {
    server = await startAuthorizationServer({ ttl: { AccessToken: 2 } })
  })
  afterAll(() => server?.close())

  it('calls the API while the session lasts, and says when it has ended', async () => {
    const program = startExample(process.execPath, [script, server.issuer, 'device', server.api, '0.2'])
    const [, verificationUri, userCode] = await program.printed(/go to (\S+) and type (\S+)\n/i)
    await new UserAgent().visit(`${verificationUri}?user_code=${userCode}`)
    // two refreshes, and calls with the new tokens
    await program.printed(/(token\.renewed\n(hello alice, who may read\n)+){2}/)

    const calls = server.requests.filter(({ path }) => path === '/api/hello')
    expect(new Set(calls.map(({ headers }) => headers.authorization)).size).toBeGreaterThanOrEqual(3)

    // at this server, revoking a token ends the whole login, including the refresh token
    const token = `${calls.at(-1)?.headers.authorization}`.slice('Bearer '.length)
    orThrow(await revokeToken({ address: server.revocationEndpoint, ...server.clients.device, token }))
    const { code, stdout, stderr } = await program.ended
    expect(stderr).toBe('signed out: revoked\n')
    expect(stdout).toContain('session.ended')
    expect(code).toBe(1)
  })
})
