import type { SentResponse } from './messages.ts'

/** The worker's response, as `fetch` would return it. */
export function responseOf(sent: SentResponse, body: ReadableStream<Uint8Array<ArrayBuffer>> | undefined): Response {
  const { status, statusText, headers } = sent
  // a redirect that isn't followed has the status 0, which the constructor refuses
  const isUsual = status >= 200 && status <= 599
  const response = new Response(body ?? null, isUsual ? { status, statusText, headers } : { headers })
  return withFacts(response, sent, isUsual)
}

/** Corrects what a constructed response gets wrong, also in its clones. */
function withFacts(response: Response, sent: SentResponse, isUsual: boolean): Response {
  const { url, redirected, type, status } = sent
  const clone = (): Response => withFacts(Response.prototype.clone.call(response), sent, isUsual)
  const facts = { url, redirected, type, clone, ...(!isUsual && { status, ok: false }) }
  for (const [name, value] of Object.entries(facts))
    Object.defineProperty(response, name, { value, configurable: true })
  return response
}
