// Assertions that work in every runtime.

/** Throws unless `actual`, written as JSON, is `expected`. */
export function equal(actual: unknown, expected: unknown, what = 'value'): void {
  const [is, should] = [actual, expected].map((value) => JSON.stringify(value) ?? String(value))
  if (is !== should) throw new Error(`${what} is ${is}, should be ${should}`)
}

/** Throws unless `condition` is true. `what` is the sentence that should be true. */
export function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(`not so: ${what}`)
}

/** The reason that a promise rejects with. Throws if it doesn't reject. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const settled = await promise.then(
    (value) => ({ value }),
    (reason: unknown) => ({ reason }),
  )
  if ('reason' in settled) return settled.reason
  throw new Error(`resolved with ${JSON.stringify(settled.value)}, should reject`)
}
