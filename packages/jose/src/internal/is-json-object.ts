/** Whether a value is an object in JSON: not null, and no list. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return Object(value) === value && !Array.isArray(value)
}
