import { inspect } from 'node:util'
import { type Failure, orThrow } from 'grantkit'

/** Everything that a log, a debugger or an error tracker might show of a failure. */
export function printed(failure: Failure): string {
  let thrown: unknown
  try {
    orThrow(failure)
  } catch (error) {
    thrown = error
  }
  return [failure, thrown, failure.exception].flatMap(everyView).join('\n')
}

function everyView(value: unknown): string[] {
  if (!(value instanceof Object)) return [String(value)]
  const { stack, message, cause } = value as Error
  const views = [JSON.stringify(value), inspect(value, { depth: 10 }), String(value), stack, message]
  return [...views.map(String), ...(cause ? everyView(cause) : [])]
}
