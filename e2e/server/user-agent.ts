interface Cookie {
  name: string
  value: string
  path: string
  host: string
}

/** The last page of a visit. */
export interface Arrival {
  url: URL
  /** The content of the page; empty if `until` was reached, which is not opened. */
  html: string
  /** The form to post, if a form leads to `until` and not a redirect. */
  form?: URLSearchParams
}

export interface Visit {
  /** Stops before the first redirect or form to a URL that starts with this, such as the client's callback. */
  until?: string
  /** The user who logs in. @default 'alice' */
  login?: string
  /** @default 'wonderland' */
  password?: string
  /** Cancels instead of logging in or consenting. */
  cancel?: boolean
  /** Fills in the form of another server's page. Returns undefined if there is nothing to send. */
  fill?: (html: string) => Filled | undefined
}

/** A form ready to be sent. */
export interface Filled {
  action: string
  values: URLSearchParams
}

/** A simulated browser with a user: keeps cookies, follows redirects, and fills in and sends the server's forms. */
export class UserAgent {
  #cookies: Cookie[] = []
  #send: (url: string, init: RequestInit) => Promise<Response>

  /** `send` is for servers whose certificate the global `fetch` wouldn't trust. */
  constructor(send: (url: string, init: RequestInit) => Promise<Response> = fetch) {
    this.#send = send
  }

  /** Opens a URL and fills in the forms of its pages until there are no more. */
  async visit(address: string | URL, visit: Visit = {}): Promise<Arrival> {
    const { until, cancel, fill = (html: string) => filledIn(html, visit) } = visit
    let url = new URL(address)
    let response = await this.#fetch(url)
    for (let step = 0; step < 20; step++) {
      const location = response.headers.get('location')
      const html = await response.text()
      if (location) {
        url = new URL(location, url)
        if (until && url.href.startsWith(until)) return { url, html: '' }
        response = await this.#fetch(url)
        continue
      }
      if (!response.ok) throw new Error(`${response.status} at ${url}: ${html.slice(0, 300)}`)
      const abort = cancel && /<a href="([^"]*\/abort)"/.exec(html)?.[1]
      if (abort) {
        url = new URL(abort, url)
        response = await this.#fetch(url)
        continue
      }
      const form = fill(html)
      if (!form) return { url, html }
      url = new URL(form.action, url)
      if (until && url.href.startsWith(until)) return { url, html: '', form: form.values }
      response = await this.#fetch(url, { method: 'POST', body: form.values })
    }
    throw new Error(`still not done at ${url}`)
  }

  /** The `Cookie` header of requests for a URL. */
  cookie(address: string | URL): string {
    const url = new URL(address)
    return this.#cookies
      .filter(({ host, path }) => host === url.host && `${url.pathname}/`.startsWith(path.replace(/\/?$/, '/')))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }

  async #fetch(url: URL, init: RequestInit = {}): Promise<Response> {
    const headers = { cookie: this.cookie(url) }
    const response = await this.#send(url.href, { ...init, redirect: 'manual', headers })
    for (const line of response.headers.getSetCookie()) this.#keep(line, url.host)
    return response
  }

  #keep(line: string, host: string): void {
    const [pair = '', ...rest] = line.split(/; */)
    const attributes = new Map(rest.map((text) => [text.split('=')[0]?.toLowerCase(), text.split('=')[1] ?? '']))
    const [name = ''] = pair.split('=')
    const cookie = { name, value: pair.slice(name.length + 1), path: attributes.get('path') ?? '/', host }
    this.#cookies = this.#cookies.filter((old) => !(old.name === name && old.path === cookie.path && old.host === host))
    if (cookie.value && !(Date.parse(attributes.get('expires') ?? '') < Date.now())) this.#cookies.push(cookie)
  }
}

/** The form of a page, with the user's name and password and its first button; undefined if it has other fields. */
function filledIn(html: string, { login = 'alice', password = 'wonderland' }: Visit): Filled | undefined {
  const action = attribute(/<form[^>]*>/.exec(html)?.[0], 'action')
  if (!action) return undefined
  const values = new URLSearchParams()
  for (const tag of [...(html.match(/<input[^>]*>/g) ?? []), /<button[^>]*>/.exec(html)?.[0]]) {
    const name = attribute(tag, 'name')
    if (!name) continue
    const value = { login, password }[name] ?? attribute(tag, 'value')
    if (value === undefined) return undefined
    values.set(name, value)
  }
  return { action, values }
}

/** The value of a tag's attribute, with character references resolved. */
export function attribute(tag: string | undefined, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag ?? '')?.[1]
  return value?.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))).replaceAll('&amp;', '&')
}
