import type { Middleware } from 'oidc-provider'

/** A request as it came in over the wire. */
export interface RecordedRequest {
  method: string
  path: string
  headers: Record<string, string | string[] | undefined>
  /** The form of a POST to one of the server's endpoints; a list if a name was repeated. */
  form: Record<string, string | string[] | undefined>
  /** The names in that form. */
  formNames: string[]
  /** The status that was answered, once it was. */
  status?: number
}

/** Records every request in `requests`, in the order in which they came. */
export function recorder(requests: RecordedRequest[]): Middleware {
  return async (ctx, next) => {
    const { method, path } = ctx
    const request: RecordedRequest = { method, path, headers: { ...ctx.headers }, form: {}, formNames: [] }
    requests.push(request)
    try {
      await next()
    } finally {
      // parsed by the endpoint; the body can't be read twice
      const body = ctx.oidc?.body
      if (body && !Buffer.isBuffer(body)) Object.assign(request, { form: { ...body }, formNames: Object.keys(body) })
      request.status = ctx.status
    }
  }
}
