import { misuse } from 'grantkit/internal/misuse'
import { type StepUp, stepUpIn } from './step-up-in.ts'

export type { StepUp }

/**
 * Reads the step-up challenge in the `WWW-Authenticate` header of an API's response; undefined if there is none, or if a page
 * can't read that header. The body isn't read.
 */
export function stepUpOf(response: Pick<Response, 'status' | 'headers'>): StepUp | undefined {
  if (!response?.headers) misuse('response', 'a Response')
  return stepUpIn(response)
}
