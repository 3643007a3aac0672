// Calls an MCP server by its URL alone. After a 401 it finds the authorization server, registers itself, logs
// the user in through the browser, and calls again:
//   node mcp-login.ts https://mcp.example/mcp
import process from 'node:process'
import { findAuthorization } from './find-authorization.ts'
import { logIn } from './log-in.ts'

const [resource] = process.argv.slice(2)
if (!resource) {
  console.error('usage: mcp-login.ts URL')
  process.exit(2)
}

const call = (headers: Record<string, string> = {}) =>
  fetch(resource, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  })

try {
  let answer = await call()
  if (answer.status === 401) {
    const authorization = await findAuthorization(resource, answer.headers)
    console.log(`${resource} wants a token from ${authorization.authority}`)
    const { accessToken } = await logIn(authorization)
    answer = await call({ authorization: `Bearer ${accessToken}` })
  }
  console.log(`${answer.status}: ${await answer.text()}`)
} catch (error) {
  console.error(String(error))
  process.exit(1)
}
