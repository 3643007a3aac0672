// Runs in Deno, with permission for the server's host only: discovers, gets a token, introspects and revokes it.
import process from 'node:process'
import { createClient, createDiscoveryCache, orThrow } from 'grantkit'

const [authority = '', clientId = '', clientSecret = ''] = process.argv.slice(2)
const discovery = createDiscoveryCache({ authority })
const client = createClient({ discovery, clientId, clientSecret })

const { tokenEndpoint } = orThrow(await discovery.get())
const { accessToken: token, tokenType } = orThrow(await client.requestClientCredentialsToken({ scope: 'read' }))
const live = orThrow(await client.introspectToken({ token }))
const revocation = orThrow(await client.revokeToken({ token }))
const ended = orThrow(await client.introspectToken({ token }))
const refused = await client.introspectToken({ token, clientSecret: 'wrong' })

const { active, scope, subject = null } = live
const report = {
  ...{
    tokenEndpoint,
    tokenType,
    live: { active, scope, subject },
    revoked: revocation.httpStatus,
    ended: ended.active,
  },
  refused: refused.isError && refused.error,
}
console.log(JSON.stringify(report))
