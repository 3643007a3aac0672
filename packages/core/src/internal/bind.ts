import type { RequestParameters } from './form.ts'
import { checkObject } from './misuse.ts'
import type { RequestOptions } from './options.ts'
import { pairsOf } from './pairs.ts'
import { present } from './present.ts'

type Verb = (request: object, options?: RequestOptions) => unknown

/** The members of `Request`. Those that `Bound` has are optional. */
export type Unbound<Request, Bound> = Omit<Request, keyof Bound> & Partial<Pick<Request, keyof Request & keyof Bound>>

/** The functions of a module. Members that are bound are optional. */
export type BoundVerbs<Verbs, Bound> = {
  [Name in keyof Verbs]: Verbs[Name] extends (request: infer Request, options?: infer Options) => infer Result
    ? Record<never, never> extends Unbound<Request, Bound>
      ? (request?: Unbound<Request, Bound>, options?: Options) => Promise<Awaited<Result>>
      : (request: Unbound<Request, Bound>, options?: Options) => Promise<Awaited<Result>>
    : never
}

/** Completes the request of the function `name`, or returns a failure that ends the call. */
export type Complete = (
  name: string,
  request: { parameters: [string, unknown][] },
  options: RequestOptions,
) => Promise<object & { isError?: boolean }>

/**
 * The functions with `defaults` bound to their requests and options. Members of a call override the defaults, unless they are
 * undefined. The `parameters` of both are sent.
 */
export function bind<Verbs extends object, Bound extends object>(
  verbs: Verbs,
  defaults: Bound,
  complete?: Complete,
): BoundVerbs<Verbs, Bound> {
  checkObject('defaults', defaults)
  const parametersOf = (source: { parameters?: RequestParameters }) => pairsOf('parameters', source.parameters)
  const bound = { ...defaults, parameters: parametersOf(defaults) }
  const client: Record<string, Verb> = {}
  for (const [name, verb] of Object.entries(verbs as Record<string, Verb>)) {
    client[name] = async (request = {}, options: RequestOptions = {}) => {
      checkObject('request', request)
      const parameters = [...bound.parameters, ...parametersOf(request)]
      const whole = { ...bound, ...present(request), parameters }
      const sending = { ...bound, ...present<RequestOptions>(options as Required<RequestOptions>) }
      if (!complete) return verb(whole, sending)
      const completed = await complete(name, whole, sending)
      return completed.isError ? completed : verb(completed, sending)
    }
  }
  return client as BoundVerbs<Verbs, Bound>
}
