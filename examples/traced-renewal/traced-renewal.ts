// Shows the token requests of each API call in a trace: the first call requests a token, the second one uses it, and the
// third one requests a new token although the old one is still valid.
//   CLIENT_SECRET=... node traced-renewal.ts https://demo.example service https://demo.example/api
import process from 'node:process'
import { createClientCredentialsTokens, createTokenFetch } from '@grantkit/tokens'
import { createTelemetry } from '@grantkit/tokens/opentelemetry'
import { trace } from '@opentelemetry/api'
import { createClient } from 'grantkit'
import { printSpans, startTracing } from './tracing.ts'

const [authority, clientId, resource] = process.argv.slice(2)
const { CLIENT_SECRET: clientSecret } = process.env
if (!authority || !clientId || !resource || !clientSecret) {
  console.error('usage: CLIENT_SECRET=... traced-renewal.ts ISSUER CLIENT_ID API')
  process.exit(2)
}

const exporter = startTracing()
const onEvent = createTelemetry()
const client = createClient({ authority, clientId, clientSecret })
const source = createClientCredentialsTokens({ client, resource, scope: 'read', onEvent })
const callApi = createTokenFetch(source, { origins: [resource], onEvent })

/** Does `work` in its own span. */
function traced(name: string, work: () => Promise<unknown>): Promise<void> {
  return trace.getTracer('traced-renewal').startActiveSpan(name, async (span) => {
    try {
      await work()
    } finally {
      span.end()
    }
  })
}

const hello = async () => (await callApi(`${resource}/hello`)).body?.cancel()
try {
  await traced('first call', hello)
  await traced('second call', hello)
  await traced('third call', async () => {
    await source.getAccessToken({ forceRenewal: true })
    await hello()
  })
} catch (error) {
  console.error(String(error))
  process.exitCode = 1
}
printSpans(exporter.getFinishedSpans())
