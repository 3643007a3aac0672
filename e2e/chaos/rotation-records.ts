import type { Context, Provider } from 'oidc-provider'

/** The use of a refresh token at the token endpoint, as recorded by the server. */
export interface Presentation {
  at: number
  /** The proxy's name for the request. */
  request: string
  token: string
  /** The next refresh token; undefined if this one was refused. */
  successor?: string
  /** The new access token. */
  accessToken?: string
  /** Why it was refused, in the server's internal words. */
  refusal?: string
}

/** Records every use of a refresh token at the server, and the tokens in its response. */
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

/** The server's internal error for a refresh token that it considers stolen. */
export const reuse = 'refresh token already used'
