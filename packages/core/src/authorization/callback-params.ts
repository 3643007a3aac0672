import { callbackParts } from './callback-parts.ts'

/** The parameters of a callback, which may be no text at all. */
export function callbackParams(source: unknown, names: readonly string[]): URLSearchParams {
  if (source instanceof URLSearchParams) return source
  let text = ''
  try {
    text = `${source}`
  } catch {}
  return callbackParts(text, names).params
}
