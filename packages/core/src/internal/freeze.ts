/** The value, deeply frozen, because it is shared. Uses a list instead of recursion: the depth comes from outside. */
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
