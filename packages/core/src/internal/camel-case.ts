/**
 * The members of a wire object under camelCase names; their values stay as they are. A name that has capitals already is
 * left out, so that no two names meet; and as `__proto__` becomes `_Proto__`, every name is mere data.
 */
export function camelCase(json: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(json)
      .filter(([name]) => !/[A-Z]/.test(name))
      .map(([name, value]) => [name.replace(/_[a-z]/g, (letter) => letter[1]!.toUpperCase()), value]),
  )
}
