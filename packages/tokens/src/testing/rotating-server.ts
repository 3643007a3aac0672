/** How the server treats refresh tokens. */
export interface RotatingServerSettings {
  /** For how long a refresh token is still taken after its first use, in milliseconds. @default 0: never, and using it again ends the family */
  overlapMs?: number
  /** Whether using a token again ends all that came from the same login. @default true */
  revokesFamily?: boolean
  /** @default true */
  rotates?: boolean
  expiresIn?: number
  now: () => number
  /** What happens to the n-th request, counted from 1: before the server sees it, or to its answer. */
  fault?: (count: number) => Fault | undefined
}

/** `unsent`: never arrives. `lost`: the server does its part, and the answer is gone. A response: answered in place of the server. */
export type Fault = 'unsent' | 'lost' | Response | (() => Promise<Response>)

/** What a family of refresh tokens is at. */
interface Family {
  revoked: boolean
}

interface Issued {
  family: Family
  usedAt?: number
}

export interface RotatingServer {
  fetch: (url: string, init: RequestInit) => Promise<Response>
  /** A login: a new family. */
  login(): { accessToken: string; refreshToken: string; tokenType: string; expiresIn: number; expiresAt: number }
  revokeAll(): void
  /** What was asked for, in order. */
  forms: URLSearchParams[]
  /** How many requests reached the server. */
  arrived(): number
  /** How often a used refresh token came again. */
  reused(): number
  /** The refresh token issued last. */
  newest(): string
  /** Whether a refresh token would be taken now. */
  isLive(refreshToken: string): boolean
}

/** An authorization server as a `fetch`, with rotation, detection of reuse, and an overlap window by choice. */
export function rotatingServer({
  overlapMs = 0,
  revokesFamily = true,
  rotates = true,
  expiresIn = 300,
  now,
  fault,
}: RotatingServerSettings): RotatingServer {
  const issued = new Map<string, Issued>()
  const forms: URLSearchParams[] = []
  let serial = 0
  let arrived = 0
  let reused = 0

  const issue = (family: Family): string => {
    const token = `rt-${++serial}`
    issued.set(token, { family })
    return token
  }
  const isTaken = ({ usedAt }: Issued): boolean => usedAt !== undefined && rotates && now() - usedAt > overlapMs - 1
  const answer = (body: object, status = 200): Response => Response.json(body, { status })

  const refresh = (form: URLSearchParams): Response => {
    arrived++
    const token = issued.get(form.get('refresh_token') ?? '')
    if (!token || token.family.revoked) return answer({ error: 'invalid_grant' }, 400)
    if (isTaken(token)) {
      reused++
      token.family.revoked = revokesFamily
      return answer({ error: 'invalid_grant', error_description: 'used before' }, 400)
    }
    token.usedAt ??= now()
    const resource = form.getAll('resource').join(' ')
    return answer({
      access_token: `at-${++serial}${resource && `-${resource}`}`,
      token_type: 'Bearer',
      expires_in: expiresIn,
      ...(rotates && { refresh_token: issue(token.family) }),
    })
  }

  return {
    async fetch(_url, init) {
      const form = new URLSearchParams(init.body as URLSearchParams)
      const count = forms.push(form)
      const found = fault?.(count)
      if (found === 'unsent') throw new TypeError('offline')
      if (typeof found === 'function') return found()
      if (found instanceof Response) return found
      const response = refresh(form)
      if (found === 'lost') throw new TypeError('connection reset')
      return response
    },
    login() {
      const accessToken = `at-${++serial}`
      return {
        accessToken,
        refreshToken: issue({ revoked: false }),
        tokenType: 'Bearer',
        expiresIn,
        expiresAt: now() + expiresIn * 1000,
      }
    },
    revokeAll() {
      for (const { family } of issued.values()) family.revoked = true
    },
    forms,
    arrived: () => arrived,
    reused: () => reused,
    newest: () => [...issued.keys()].at(-1) ?? '',
    isLive(refreshToken) {
      const token = issued.get(refreshToken)
      return !!token && !token.family.revoked && !isTaken(token)
    },
  }
}
