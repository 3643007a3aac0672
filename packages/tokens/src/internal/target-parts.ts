import type { TokenTarget } from '../source-settings.ts'

/** What a request says of its target; the audience as parameters, for most grants have no member of that name. */
export function partsOf({ scope, resource, audience }: TokenTarget): object & { parameters: [string, string][] } {
  return {
    ...(scope !== undefined && { scope }),
    ...(resource !== undefined && { resource }),
    parameters: [audience ?? []].flat().map((each) => ['audience', each]),
  }
}
