/** Adds an entry as the newest. Removes the oldest if there are more than a hundred. */
export function rememberIn<Value>(memory: Map<string, Value>, name: string, value: Value): void {
  memory.delete(name)
  memory.set(name, value)
  if (memory.size > 100) memory.delete(memory.keys().next().value as string)
}
