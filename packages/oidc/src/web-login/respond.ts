/** A redirect that isn't cached and turns a POST into a GET. */
export function redirect(location: string, setCookies: readonly string[] = []): Response {
  return withCookies(new Response(null, { status: 303, headers: { Location: location, ...notKept } }), setCookies)
}

/** A short plain-text response. */
export function plain(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', ...notKept, ...headers },
  })
}

/** The response with these cookies set. */
export function withCookies(response: Response, setCookies: readonly string[]): Response {
  for (const each of setCookies) response.headers.append('Set-Cookie', each)
  return response
}

const notKept = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }
