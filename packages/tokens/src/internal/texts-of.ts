import { misuse } from 'grantkit/internal'

/** One text or a list of them, as a list. */
export function textsOf(field: string, texts: string | readonly string[] | undefined): string[] {
  const list = [texts ?? []].flat()
  if (list.some((text) => typeof text !== 'string')) misuse(field, 'a string or a list of strings')
  return list
}
