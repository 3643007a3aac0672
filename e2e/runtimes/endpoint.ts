import { createState } from 'grantkit'

/** What the server saw of a request. */
export interface Logged {
  path: string
  answered: boolean
  closed: boolean
}

/** The addresses of one check: its requests are told apart from those of other checks and runtimes by an id. */
export class Endpoint {
  readonly #origin: string
  readonly #id: string = createState()
  constructor(origin: string) {
    this.#origin = origin
  }
  at(path: string): string {
    return `${this.#origin}${path}?id=${this.#id}`
  }
  async log(): Promise<Logged[]> {
    const { requests } = await (await fetch(this.at('/log'))).json()
    return requests
  }
}

/** Throws, or rejects, if what its name promises does not hold. */
export type Check = (endpoint: Endpoint) => Promise<void>
