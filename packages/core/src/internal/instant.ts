/** A member that is a time in seconds since 1970, in epoch milliseconds; undefined for anything else. */
export function instantIn(json: Record<string, unknown>, name: string): number | undefined {
  const value = json[name]
  return typeof value === 'number' && Math.abs(value) <= 8.64e12 ? value * 1000 : undefined
}
