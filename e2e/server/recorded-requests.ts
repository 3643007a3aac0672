import type { Middleware } from 'oidc-provider'

/** A received request. */
export interface RecordedRequest {
  method: string
  path: string
  headers: Record<string, string | string[] | undefined>
  /** The form of a POST to one of the server's endpoints. A repeated name has a list. */
  form: Record<string, string | string[] | undefined>
  /** The names in the form. */
  formNames: string[]
  /** The status of the response, as soon as there is one. */
  status?: number
}

/** Records every request in `requests`, in order. */
export function recorder(requests: RecordedRequest[]): Middleware {
  return async (ctx, next) => {
    const { method, path } = ctx
    const request: RecordedRequest = { method, path, headers: { ...ctx.headers }, form: {}, formNames: [] }
    requests.push(request)
    try {
      await next()
    } finally {
      // parsed by the endpoint, because the body can't be read twice
      const body = ctx.oidc?.body
      if (body && !Buffer.isBuffer(body)) Object.assign(request, { form: { ...body }, formNames: Object.keys(body) })
      request.status = ctx.status
    }
  }
}
