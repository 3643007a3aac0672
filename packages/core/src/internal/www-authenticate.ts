/** One challenge of a `WWW-Authenticate` header (RFC 9110 section 11.6.1). */
export interface Challenge {
  /** In lower case, such as `bearer` or `dpop`. */
  scheme: string
  /**
   * Under lower-case names, unquoted, such as `error`, `scope`, `acr_values`, `max_age` or `resource_metadata`. If a name is
   * repeated, the first value. The object has no prototype.
   */
  parameters: Record<string, string>
  /** The value that some schemes have instead of parameters. */
  token68?: string
}

/**
 * The challenges in a `WWW-Authenticate` header, in order; none if there is no header. Takes the header's value, or
 * headers as a `Headers` or a record, such as a response's. Serves RFC 6750 section 3 (`error`, `scope`), RFC 9449
 * section 7.1 (`dpop`), RFC 9470 section 3 (`acr_values`, `max_age`) and RFC 9728 section 5.1 (`resource_metadata`).
 * Never throws because of a header's content: text that isn't a challenge is skipped.
 */
export function parseWwwAuthenticate(
  source: string | Headers | Readonly<Record<string, string>> | null | undefined,
): Challenge[] {
  const challenges: Challenge[] = []
  for (const [, bare, token68, scheme = bare, name, quoted, value = ''] of headerOf(source).matchAll(part)) {
    if (scheme) {
      const parameters = Object.create(null)
      challenges.push({ scheme: scheme.toLowerCase(), parameters, ...(token68 && { token68 }) })
    }
    const { parameters } = challenges[challenges.length - 1] ?? {}
    if (name && parameters) parameters[name.toLowerCase()] ??= quoted?.replace(/\\(.)/gs, '$1') ?? value
  }
  return challenges
}

// A scheme, perhaps with a token68, up to a comma or the end; else a parameter, perhaps after its scheme; else a word to
// skip. Each alternative consumes whole words, so that the time is proportional to the length.
const part =
  /([^\s",=]+)(?:\s+([^\s",=]+=*))?(?=\s*(?:,|$))|(?:([^\s",=]+)\s+)?([^\s",=]+)\s*=\s*(?:"((?:[^"\\]|\\.?)*)"?|([^\s,"]*))|[^\s",=]+/gs

function headerOf(source: Parameters<typeof parseWwwAuthenticate>[0]): string {
  if (typeof source === 'string') return source
  try {
    return new Headers(source as HeadersInit).get('www-authenticate') ?? ''
  } catch {
    return ''
  }
}
