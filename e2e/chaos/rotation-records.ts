import type { Context, Provider } from 'oidc-provider'

/** A refresh token that came to the token endpoint, as the server saw it. */
export interface Presentation {
  at: number
  /** The request it came with, by the name the proxy gave it. */
  request: string
  token: string
  /** The refresh token that was given for it; not there if it was refused. */
  successor?: string
  /** The access token that was given for it. */
  accessToken?: string
  /** Why it was refused, in words that the server keeps from clients. */
  refusal?: string
}

/** Writes down every refresh token that comes to the server, and what it is given for it. */
export function recordRotations(provider: Provider, presentations: Presentation[]): void {
  const record = (ctx: Context, outcome: Pick<Presentation, 'successor' | 'accessToken' | 'refusal'>): void => {
    const { grant_type, refresh_token } = ctx.oidc.params
    if (grant_type !== 'refresh_token' || typeof refresh_token !== 'string') return
    presentations.push({ at: Date.now(), request: ctx.get('x-chaos-request'), token: refresh_token, ...outcome })
  }
  provider.on('grant.success', (ctx) => {
    const body = ctx.body as { refresh_token?: string; access_token: string }
    record(ctx, { ...(body.refresh_token && { successor: body.refresh_token }), accessToken: body.access_token })
  })
  provider.on('grant.error', (ctx, error) => record(ctx, { refusal: error.error_detail ?? error.message }))
}

/** What the server says where it takes a refresh token for stolen. */
export const reuse = 'refresh token already used'
