import type { RequestParameters } from 'grantkit'

/** The parameters as pairs, a list's name repeated. */
export function parameterPairs(parameters: RequestParameters = []): [string, string][] {
  const pairs = Symbol.iterator in Object(parameters) ? [...(parameters as [])] : Object.entries(parameters)
  return (pairs as [string, string | string[]][]).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  )
}
