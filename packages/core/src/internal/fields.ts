import type { Fields } from './form.ts'

/** Members that go into a form under their own names in snake_case, from a text that names them. */
export function fields(names: string): Fields {
  const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(names.split(' ').map((name) => [name, snakeCase(name)]))
}
