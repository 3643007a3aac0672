// Gets a token for a script itself and calls an API with it. The same file runs in Deno, Node and Bun:
//   echo "$CLIENT_SECRET" | deno run --allow-net=demo.example get-token.ts \
//     https://demo.example/connect/token client https://demo.example/api read
//   echo "$CLIENT_SECRET" | node get-token.ts https://demo.example/connect/token client https://demo.example/api read
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { requestClientCredentialsToken } from 'grantkit'

const [address, clientId, resource, scope] = process.argv.slice(2)
if (!address || !clientId || !resource || !scope) {
  console.error('usage: get-token.ts TOKEN_ENDPOINT CLIENT_ID API SCOPE   (the secret comes from standard input)')
  process.exit(2)
}

const token = await requestClientCredentialsToken({
  address,
  clientId,
  // not an argument: those show in the list of processes
  clientSecret: (await text(process.stdin)).trim(),
  resource,
  scope,
})
if (token.isError) {
  console.error(`no token: ${token.error}${token.errorDescription ? ` (${token.errorDescription})` : ''}`)
  process.exit(1)
}
console.log(`${token.tokenType} token for ${token.expiresIn} s, scope ${token.scope}`)

const answer = await fetch(`${resource}/hello`, { headers: { authorization: `Bearer ${token.accessToken}` } })
console.log(`the API answers ${answer.status}: ${await answer.text()}`)
