// Calls an API for a user, again and again, for as long as the user's session lasts:
//   node ky-client.ts https://demo.example tv https://demo.example/api [SECONDS_BETWEEN_CALLS]
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { createUserTokens, TokenSourceError } from '@grantkit/tokens'
import { createClient } from 'grantkit'
import { isHTTPError } from 'ky'
import { createApi } from './api.ts'
import { logIn } from './log-in.ts'

const [authority, clientId, resource, seconds = '10'] = process.argv.slice(2)
if (!authority || !clientId || !resource) {
  console.error('usage: ky-client.ts ISSUER CLIENT_ID API [SECONDS_BETWEEN_CALLS]')
  process.exit(2)
}

const client = createClient({ authority, clientId })
const tokens = createUserTokens({
  client,
  key: 'the user of this terminal',
  resource,
  onEvent: ({ name }) => console.log(name),
})
const api = createApi(resource, tokens)

try {
  await tokens.startSession(await logIn(client, resource))
  for (;;) {
    const { hello, scope } = await api.hello()
    console.log(`hello ${hello}, who may ${scope}`)
    await sleep(Number(seconds) * 1000)
  }
} catch (error) {
  if (error instanceof TokenSourceError && error.code === 'session_ended') console.error(`signed out: ${error.reason}`)
  else if (isHTTPError(error)) console.error(`the API answers ${error.response.status}`)
  else console.error(String(error))
  process.exit(1)
}
