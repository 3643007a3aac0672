/** A response. */
export interface DemoAnswer {
  status: number
  headers: Record<string, string>
  body: string | Uint8Array<ArrayBuffer>
}

/** A request. */
export interface DemoRequest {
  method: string
  url: string
  headers: Record<string, string | undefined>
  body: string
}

const issuer = 'https://demo.example'
const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/connect/authorize`,
  token_endpoint: `${issuer}/connect/token`,
  jwks_uri: `${issuer}/jwks`,
  introspection_endpoint: `${issuer}/connect/introspect`,
  revocation_endpoint: `${issuer}/connect/revoke`,
  device_authorization_endpoint: `${issuer}/connect/device`,
  backchannel_authentication_endpoint: `${issuer}/connect/ciba`,
  pushed_authorization_request_endpoint: `${issuer}/connect/par`,
  registration_endpoint: `${issuer}/connect/register`,
  userinfo_endpoint: `${issuer}/connect/userinfo`,
  end_session_endpoint: `${issuer}/connect/logout`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  authorization_response_iss_parameter_supported: true,
}

/**
 * The hosts of the READMEs: `demo.example` grants every request, `api.example` responds with the token's scheme, and `kms.example`
 * signs with zeros. Undefined for other hosts.
 */
export function answerOfExample({ method, url, headers, body }: DemoRequest): DemoAnswer | undefined {
  const { hostname, pathname } = new URL(url)
  if (hostname === 'kms.example') return { status: 200, headers: {}, body: new Uint8Array(64) }
  if (hostname === 'api.example') return json([headers.authorization?.split(' ')[0] ?? 'no token'])
  if (hostname !== 'demo.example') return undefined
  if (pathname.startsWith('/.well-known/')) return json(metadata)
  if (pathname === '/jwks') return json({ keys: [] })
  if (method !== 'POST') return json({ sub: 'alice' })
  if (pathname === '/connect/introspect') return json({ active: true, sub: 'alice', exp: 2_000_000_000 })
  if (pathname === '/connect/revoke') return json({})
  if (pathname === '/connect/ciba') return json({ auth_req_id: 'a', expires_in: 600, interval: 1 })
  if (pathname === '/connect/par')
    return { ...json({ request_uri: 'urn:example:request', expires_in: 60 }), status: 201 }
  if (pathname === '/connect/register') return { ...json({ client_id: 'a-new-client' }), status: 201 }
  if (pathname === '/connect/device') {
    const verification_uri = `${issuer}/device`
    return json({ device_code: 'd', user_code: 'WDJB-MJHT', verification_uri, expires_in: 600, interval: 1 })
  }
  const granted = new URLSearchParams(body)
  const forUser = granted.get('grant_type') !== 'client_credentials'
  return json({
    access_token: 'an-access-token',
    token_type: headers.dpop ? 'DPoP' : 'Bearer',
    expires_in: 3600,
    tenant: 'one',
    ...(granted.has('scope') && { scope: granted.get('scope') }),
    ...(forUser && { refresh_token: 'a-refresh-token' }),
  })
}

function json(value: unknown): DemoAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}
