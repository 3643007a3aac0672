import type { RequestHead } from './request-head.ts'

/**
 * Whether a browser preloads a page that may never be opened. Such a request must use up neither a login nor a
 * session. `Sec-Purpose` is the current header; older browsers and frameworks send the others.
 */
export function isSpeculative({ headers }: RequestHead): boolean {
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => headers.get(name) ?? '')
  return (
    purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose)) || !!headers.get('next-router-prefetch')
  )
}
