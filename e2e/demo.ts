// Gets a token through every grant from a real authorization server on this machine, logs in, then fails twice on purpose.
// Run it with the `demo` script of the workspace, which builds the packages first.
import process from 'node:process'
import { failures } from './demo/failures.ts'
import { grants } from './demo/grants.ts'
import { describeFailure, describeToken, heading } from './demo/lines.ts'
import { wholeLogin } from './demo/whole-login.ts'
import { startAuthorizationServer } from './server/authorization-server.ts'

const server = await startAuthorizationServer({ pageOrigin: 'http://localhost:8080' })
console.log(`an authorization server at ${server.issuer}\n`)
let surprises = 0

console.log(heading())
for (const [name, getToken] of Object.entries(grants)) {
  const response = await getToken(server)
  console.log(describeToken(name, response))
  if (response.isError) surprises++
}

console.log('\na login with PKCE, step by step:')
let step = 0
if (!(await wholeLogin(server, (what) => console.log(`  ${++step}. ${what}`)))) surprises++

for (const [name, { attempt, expected }] of Object.entries(failures)) {
  const response = await attempt(server)
  console.log(`\n${describeFailure(name, response)}`)
  if (!response.isError || response.error !== expected) surprises++
}

await server.close()
console.log(surprises ? `\n${surprises} of these were not expected` : '\nall as expected')
process.exitCode = surprises ? 1 : 0
