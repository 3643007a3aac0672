// Logs a user in on a terminal; they approve it on their phone. The same file runs in Deno and Node:
//   deno run --allow-net=demo.example device-login.ts https://demo.example tv "openid profile"
//   node device-login.ts https://demo.example tv "openid profile"
import process from 'node:process'
import { createClient, type Failure } from 'grantkit'
import { renderUnicodeCompact } from 'uqr'

const [authority, clientId, scope] = process.argv.slice(2)
if (!authority || !clientId || !scope) {
  console.error('usage: device-login.ts ISSUER CLIENT_ID SCOPE')
  process.exit(2)
}

function giveUp({ error, errorDescription }: Failure): never {
  console.error(`not signed in: ${error}${errorDescription ? ` (${errorDescription})` : ''}`)
  process.exit(1)
}

const client = createClient({ authority, clientId })
const login = await client.requestDeviceAuthorization({ scope })
if (login.isError) giveUp(login)

const { userCode, verificationUri, verificationUriComplete, deviceCode, intervalMs, expiresAt } = login
if (verificationUriComplete) console.log(renderUnicodeCompact(verificationUriComplete))
console.log(`Scan this, or go to ${verificationUri} and type ${userCode}`)

const token = await client.pollDeviceToken(
  { deviceCode, intervalMs, expiresAt },
  {
    onProgress: ({ response, waitMs }) => {
      // waiting is normal: show everything else
      if (response.error !== 'authorization_pending') console.log(`${response.error}, again in ${waitMs / 1000} s`)
    },
  },
)
if (token.isError) giveUp(token)
console.log(`Signed in: ${token.tokenType} token for ${token.expiresIn} s, scope ${token.scope}`)
