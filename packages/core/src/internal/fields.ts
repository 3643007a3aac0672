import type { Fields } from './form.ts'

/** Members of `Request` that go into a form under their own names in snake_case. */
export function fields<Request>(...names: readonly (keyof Request & string)[]): Fields {
  const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(names.map((name) => [name, snakeCase(name)]))
}
