import type { RequestHead } from './request-head.ts'

/**
 * Whether a browser asks in advance, for a page that nobody may ever open. Such a request must use up neither a login nor a
 * session. `Sec-Purpose` is today's header, the others are older browsers' and frameworks'.
 */
export function isSpeculative({ headers }: RequestHead): boolean {
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => headers.get(name) ?? '')
  return (
    purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose)) || !!headers.get('next-router-prefetch')
  )
}
