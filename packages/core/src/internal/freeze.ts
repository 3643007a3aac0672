/** Freezes a shared value deeply. Uses a list instead of recursion, because a server decides how deep the value is. */
export function freeze<T>(value: T): T {
  const found: unknown[] = [value]
  for (const item of found) {
    if (Object(item) === item && !Object.isFrozen(item)) {
      Object.freeze(item)
      for (const name of Reflect.ownKeys(item as object)) found.push((item as Record<string | symbol, unknown>)[name])
    }
  }
  return value
}
