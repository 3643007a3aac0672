// Loaded before a README's block for Node: sets environment variables, and replaces the servers that it names.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { answerOfExample } from './demo-example.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
process.env.CLIENT_SECRET = 'a-client-secret'
process.env.CLIENT_KEY = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: 'ES256' })
process.env.BROWSER = fileURLToPath(new URL('answer-login.mjs', import.meta.url))
process.env.STORE_KEY = randomBytes(32).toString('base64')

const real = fetch
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  const { method, url, headers } = request
  const answer = answerOfExample({
    method,
    url,
    headers: Object.fromEntries(headers),
    body: await request.clone().text(),
  })
  return answer ? new Response(answer.body, answer) : real(request)
}
