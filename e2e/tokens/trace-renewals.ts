// Refreshes a token once for each kind of response, with secrets in every place, and prints the spans as JSON.
import { inspect } from 'node:util'
import { createUserTokens } from '@grantkit/tokens'
import { createTelemetry } from '@grantkit/tokens/opentelemetry'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'

const secret = (field: string): string => `c4n4ry-${field}`
const json = (body: object, status = 200) => Response.json(body, { status })

const answers: Record<string, (sent: string) => Response> = {
  'a token': () => json({ access_token: secret('access'), refresh_token: secret('next'), expires_in: 300 }),
  'a page that repeats the request': (sent) => new Response(sent, { status: 502 }),
  'a refusal that repeats the request': (sent) => json({ error: 'invalid_request', error_description: sent }, 400),
  'an error code that repeats the request': (sent) => json({ error: sent }, 400),
  'a transport that tells the request': (sent) => {
    throw new TypeError(`failed to send ${sent}`)
  },
  'the end of the session': (sent) => json({ error: 'invalid_grant', error_description: sent }, 400),
}

for (const [kind, answer] of Object.entries(answers)) {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  const tokens = createUserTokens({
    address: 'https://as.example/token',
    clientId: 'app',
    clientSecret: secret('secret'),
    key: secret('key'),
    onEvent: createTelemetry({ tracer: provider.getTracer('test') }),
    fetch: async (_url, { body }) => answer(`${body}`),
  })
  await tokens.startSession({ accessToken: secret('first'), refreshToken: secret('refresh'), expiresIn: 0 })
  const failed = await tokens.getAccessToken({ forceRenewal: true }).then(
    () => false,
    () => true,
  )
  for (const span of exporter.getFinishedSpans()) {
    const { name, attributes, status, duration } = span
    console.log(JSON.stringify({ kind, failed, name, attributes, status, duration, all: inspect(span, { depth: 9 }) }))
  }
}
