import { checkObject, misuse } from 'grantkit/internal/misuse'

/** Refuses a token that isn't passed at all. One that is empty or null came from outside, and is refused as a token. */
export function checkToken<Request extends object>(request: Request, name: keyof Request & string): void {
  const value: unknown = request[name]
  if (typeof value !== 'string' && value !== null) misuse(name, 'a non-empty string')
}

/** Refuses a request that is none, or one in which a member that must be a text is none, or empty. */
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
