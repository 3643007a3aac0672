/** A member that is a non-empty string, or undefined. */
export function textIn(json: Record<string, unknown> | undefined, name: string): string | undefined {
  const value = json?.[name]
  return typeof value === 'string' && value ? value : undefined
}
