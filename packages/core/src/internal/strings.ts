/** The strings in a member that is one or a list of them; none for anything else. */
export function stringsIn(json: Record<string, unknown>, name: string): string[] {
  return [json[name]].flat().filter((value) => typeof value === 'string')
}
