/** A token as long as a signed JWT with a few claims. */
export const accessToken = `eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.${'eyJpc3MiOiJodHRwcz'.repeat(20)}.${'c2lnbmF0dXJl'.repeat(28)}`

const body = JSON.stringify({
  access_token: accessToken,
  token_type: 'Bearer',
  expires_in: 3600,
  refresh_token: 'tGzv3JOkF0XG5Qx2TlKWIA-tGzv3JOkF0XG5Qx2TlKWIA',
  scope: 'openid profile api1',
})

const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': `${body.length}` }

/** Responds immediately, so that only the work of the library and the platform is measured. */
export const stubFetch: typeof fetch = async (_input, init) => {
  // every real fetch turns the form into text; without this, libraries that do so themselves would seem slower
  String(init?.body)
  return new Response(body, { headers })
}
