/** A copy without the members that are undefined. */
export function present<T extends object>(members: { [K in keyof Required<T>]: T[K] | undefined }): T {
  const result = {} as T
  for (const name in members) if (members[name] !== undefined) result[name] = members[name]
  return result
}
