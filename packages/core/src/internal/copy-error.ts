/**
 * A new `Error` with the masked name, message, code and causes of what was thrown. The thrown object itself isn't used, because
 * it may contain the request.
 */
export function copyError(thrown: unknown, mask: (text: unknown) => string, depth = 5): Error {
  try {
    const { message = thrown, name = 'Error', code, cause } = Object(thrown) as Record<string, unknown>
    const copy: Error & { code?: unknown } = new Error(mask(message))
    copy.name = mask(name)
    if (code != null) copy.code = typeof code === 'number' ? code : mask(code)
    if (cause != null && depth) copy.cause = copyError(cause, mask, depth - 1)
    return copy
  } catch {
    return new Error('unreadable')
  }
}
