import { callbackParts } from './callback-parts.ts'

/** The parameters of a callback. Anything that is not a URL has none. */
export function callbackParams(source: unknown, names: readonly string[]): URLSearchParams {
  if (source instanceof URLSearchParams) return source
  let text = ''
  try {
    text = `${source}`
  } catch {}
  return callbackParts(text, names).params
}
