/**
 * The fields of a form post; undefined if the request isn't a form post. Reads at most `limit` bytes and rejects with a `RangeError`
 * if there are more.
 */
export async function readForm(request: Request, limit = 1_048_576): Promise<URLSearchParams | undefined> {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers.get('content-type') ?? '')
  if (request.method !== 'POST' || !isForm) return undefined
  // in Firefox a Request has no body stream
  if (!request.body) return new URLSearchParams(await request.text())
  const reader = request.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength
    if (size > limit) {
      await reader.cancel()
      throw new RangeError('the request is larger than maxBodyBytes')
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return new URLSearchParams(text)
}
