// Compares the speed of the libraries, one job after the other: `pnpm bench`, or `pnpm bench 500` for fewer rounds.

import { cpus, loadavg } from 'node:os'
import { hostileInput } from './hostile-input.ts'
import { clientAssertion } from './signing/client-assertion.ts'
import { dpopProof } from './signing/dpop-proof.ts'
import { idToken } from './signing/id-token.ts'
import { tokenRequest } from './token-request/token-request.ts'
import { apiCall } from './tokens/api-call.ts'
import { cachedToken } from './tokens/cached-token.ts'
import { stampede } from './tokens/stampede.ts'
import { tenantsInMemory } from './tokens/tenants.ts'

for (const name of ['grantkit', '@grantkit/jose', '@grantkit/tokens', '@grantkit/ky']) {
  if (!import.meta.resolve(name).includes('/dist/')) throw new Error('run without --conditions: this times the build')
}
const [cpu] = cpus()
console.log(`Node ${process.version} on ${cpus().length} x ${cpu?.model}, load ${loadavg()[0]?.toFixed(2)}`)
const signing = [dpopProof, clientAssertion, idToken]
const tokens = [cachedToken, stampede, apiCall, tenantsInMemory]
for (const job of [tokenRequest, ...signing, ...tokens, hostileInput]) await job()
