/** Headers of one connection only (RFC 9110 section 7.6.1). */
const ofConnection = [
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'http2-settings'],
]

/** Headers from the browser that are meant for this app, not for an API. */
const ofBrowser = ['cookie', 'authorization', 'dpop', 'host', 'origin', 'referer', 'expect', 'content-length']

/** The headers of a call, without cookies, credentials and what belongs to the connection. */
export function forwardedHeaders(given: Headers, csrfHeader: string): Headers {
  const headers = withoutConnection(given)
  for (const name of [...ofBrowser, csrfHeader]) headers.delete(name)
  for (const name of [...headers.keys()]) {
    if (/^(sec-|x-forwarded-|forwarded$|x-real-ip$|access-control-|x-http-method|cf-)/.test(name)) headers.delete(name)
  }
  return headers
}

/** Headers that an API must not send to a browser under the app's origin. */
const ofApi = [
  ...['set-cookie', 'set-cookie2', 'clear-site-data', 'strict-transport-security', 'public-key-pins', 'alt-svc'],
  ...['service-worker-allowed', 'refresh', 'report-to', 'reporting-endpoints', 'nel', 'dpop-nonce'],
]

/** The headers of an API's response, for the page. */
export function returnedHeaders(given: Headers): Headers {
  const headers = withoutConnection(given)
  for (const name of ofApi) headers.delete(name)
  for (const name of [...headers.keys()]) if (name.startsWith('access-control-')) headers.delete(name)
  // fetch has decoded the body
  if (headers.has('content-encoding')) for (const name of ['content-encoding', 'content-length']) headers.delete(name)
  // a browser would show a password dialog
  if (/\b(basic|digest|negotiate|ntlm)\b/i.test(headers.get('www-authenticate') ?? ''))
    headers.delete('www-authenticate')
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  headers.append('vary', 'cookie')
  headers.set('x-content-type-options', 'nosniff')
  return headers
}

function withoutConnection(given: Headers): Headers {
  const headers = new Headers(given)
  const named = (headers.get('connection') ?? '').split(',').map((name) => name.trim())
  for (const name of [...named, ...ofConnection]) if (/^[\w-]+$/.test(name)) headers.delete(name)
  return headers
}
