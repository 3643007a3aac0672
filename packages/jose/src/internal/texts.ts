import { checkObject, misuse } from 'grantkit/internal/misuse'

/** Throws if no token is passed. An empty or null token is the sender's mistake, and is refused later, like an invalid one. */
export function checkToken<Request extends object>(request: Request, name: keyof Request & string): void {
  const value: unknown = request[name]
  if (typeof value !== 'string' && value !== null) misuse(name, 'a non-empty string')
}

/** Throws unless the request is an object in which these members are non-empty strings. */
export function checkTexts<Request extends object>(request: Request, ...names: (keyof Request & string)[]): void {
  checkObject('request', request)
  for (const name of names) {
    const value = request[name]
    if (typeof value !== 'string' || !value) misuse(name, 'a non-empty string')
  }
}

/** Refuses what is neither left out, nor words, nor a list of them: an undefined word would ask for nothing. */
export function checkWords(field: string, value: string | readonly string[] | undefined): void {
  if (value !== undefined && ![value].flat().every((word) => typeof word === 'string')) {
    misuse(field, 'words, or a list of them')
  }
}
