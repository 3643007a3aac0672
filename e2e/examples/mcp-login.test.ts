import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFront } from '../real-server/front.ts'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { example, startExample } from './start-example.ts'

const script = example('mcp-login/mcp-login.ts')

describe('the MCP-style client', () => {
  let server: AuthorizationServer
  beforeAll(async () => {
    server = await startAuthorizationServer()
  })
  afterAll(() => server?.close())

  const start = async () => {
    const program = startExample(process.execPath, [script, server.api])
    const [, page = ''] = await program.printed(/To log in, open (\S+)\n/)
    return { program, page }
  }

  it('gets from a 401 to a login with a server that was not configured, and calls again (PAIN 33)', async () => {
    server.requests.length = 0
    const { program, page } = await start()
    expect(new URL(page).searchParams.get('resource')).toBe(server.api)
    expect(new URL(page).searchParams.get('scope')).toBe('read write')
    const { html } = await new UserAgent().visit(page)
    expect(html).toBe('You may close this page.')

    const { code, stdout, stderr } = await program.ended
    expect(stderr).toBe('')
    expect(stdout).toContain(`${server.api} wants a token from ${server.issuer}\n`)
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('200: {"hello":"alice","scope":"read write"}')
    expect(code).toBe(0)

    const own = server.requests.filter(({ path }) => !/^\/(auth|interaction)\b/.test(path))
    expect(own.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api',
      'GET /.well-known/oauth-protected-resource/api',
      'GET /.well-known/openid-configuration',
      'POST /reg',
      'POST /token',
      'POST /api',
    ])
    expect(own[4]?.form).toMatchObject({ resource: server.api, code_verifier: expect.any(String) })
  })

  it('refuses a callback that does not belong to its request', async () => {
    const { program, page } = await start()
    const callback = new URL(new URL(page).searchParams.get('redirect_uri') ?? '')
    expect((await fetch(`${callback}?error=access_denied&state=guessed`)).status).toBe(404)
    await new UserAgent().visit(page)
    expect((await program.ended).code).toBe(0)
  })

  it('says so if the user cancels', async () => {
    const { program, page } = await start()
    await new UserAgent().visit(page, { cancel: true })
    const { code, stderr } = await program.ended
    expect(stderr).toContain('access_denied')
    expect(code).toBe(1)
  })

  it('stops if the metadata is for another API', async () => {
    const front = await startFront((_, response) => {
      const metadata = `${server.issuer}/.well-known/oauth-protected-resource/api`
      response.writeHead(401, { 'www-authenticate': `Bearer resource_metadata="${metadata}"` }).end()
    })
    const { code, stdout, stderr } = await startExample(process.execPath, [script, front.address]).ended
    await front.close()
    expect(stderr).toContain('invalid_response')
    expect(stdout).toBe('')
    expect(code).toBe(1)
  })
})
