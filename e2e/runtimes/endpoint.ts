import { createState } from 'grantkit'

/** A request as received by the server. */
export interface Logged {
  path: string
  answered: boolean
  closed: boolean
}

/** The addresses for one check. They contain an id that separates its requests from those of other checks and runtimes. */
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

/** A check. It throws or rejects if the promise in its name is broken. */
export type Check = (endpoint: Endpoint) => Promise<void>
