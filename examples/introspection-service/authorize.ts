import type { Client } from 'grantkit'

/** The user and the scopes of a valid token, or the error response. */
export type Verdict =
  | { allowed: true; subject: string | undefined; scope: string | undefined }
  | { allowed: false; status: number; headers: Record<string, string> }

/** Introspects the bearer token in an `Authorization` header (RFC 6750, RFC 7662). */
export async function authorize(
  client: Client,
  authorization: string | undefined,
  needs: { resource: string; scope: string },
): Promise<Verdict> {
  const [, token] = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '') ?? []
  // without a token the response has a challenge, but no error
  if (!token) return refuse(401, { scope: needs.scope })

  const answer = await client.introspectToken({ token, tokenTypeHint: 'access_token' })
  if (answer.isError) {
    // some servers don't introspect JWTs, so such a token can't be checked here
    if (answer.error === 'unsupported_token_type') return refuse(401, { error: 'invalid_token' })
    console.error(`cannot introspect: ${answer.error} (${answer.code})`)
    return { allowed: false, status: 503, headers: { 'retry-after': '5' } }
  }
  const { active, audience, subject, json } = answer
  // refuse tokens for another API, and bound tokens, which aren't bearer tokens
  if (!active || !audience.includes(needs.resource) || json.cnf) return refuse(401, { error: 'invalid_token' })
  const scope = answer.scope ?? ''
  if (!scope.split(' ').includes(needs.scope)) {
    return refuse(403, { error: 'insufficient_scope', scope: needs.scope })
  }
  return { allowed: true, subject, scope }
}

function refuse(status: number, parameters: Record<string, string>): Verdict {
  const challenge = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`)
  return { allowed: false, status, headers: { 'www-authenticate': `Bearer ${challenge.join(', ')}` } }
}
