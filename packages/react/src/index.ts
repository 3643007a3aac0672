import type { BrowserClient, SignInOptions, SignInResult, Snapshot } from '@grantkit/browser'
import type { IdTokenClaims } from '@grantkit/jose'
import {
  type Context,
  createContext,
  createElement,
  type FunctionComponent,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react'

const AuthContext: Context<BrowserClient | undefined> = createContext<BrowserClient | undefined>(undefined)

/** Gives the client to the components below. Create it once, outside of components. */
export const AuthProvider: FunctionComponent<{ client: BrowserClient; children?: ReactNode }> = ({
  client,
  children,
}) => createElement(AuthContext.Provider, { value: client }, children)

/** The snapshot, and the methods of the client. Holds no token. */
export type Auth = Snapshot & Omit<BrowserClient, 'sessionId'> & { client: BrowserClient }

/**
 * Who is signed in, and how to change that. On a server, and until the page has hydrated, `status` is `restoring`.
 *
 * @throws {TypeError} without an `AuthProvider` above.
 */
export function useAuth(): Auth {
  const client = useClient()
  const snapshot = useSyncExternalStore(client.subscribe, client.getSnapshot, client.getServerSnapshot)
  const { sessionId: _, ...methods } = client
  return { ...methods, ...snapshot, client }
}

/** The user's claims, or undefined if nobody is signed in. In a page it suspends until the session is restored; on a server it doesn't. */
export function useUser(): IdTokenClaims | undefined {
  const client = useClient()
  const { status, user } = useAuth()
  // React 18 has no use(): throwing a promise suspends in both versions
  const isPage = typeof document !== 'undefined'
  if (isPage && status === 'restoring' && client.getSnapshot().status === 'restoring') throw client.ready
  return user
}

/** What a guard shows. */
export interface RequireSignInOptions {
  children?: ReactNode
  /** Shown while the session is restored and the sign-in starts. @default nothing */
  fallback?: ReactNode
  /** Shown if the sign-in must not start by itself, such as after a sign-out. @default the fallback */
  refused?: ReactNode | ((result: SignInResult) => ReactNode)
  /** Options of the sign-in. */
  options?: SignInOptions
}

/** Shows its children to a signed-in user, and starts the sign-in for others. */
export const RequireSignIn: FunctionComponent<RequireSignInOptions> = ({
  children,
  fallback = null,
  refused = fallback,
  options,
}) => {
  const { status, client } = useAuth()
  const [result, setResult] = useState<SignInResult>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: other options are for the next sign-in, and start none
  useEffect(() => {
    if (status !== 'signed_out') return
    let wanted = true
    // a refusal of before says nothing about this sign-in
    setResult(undefined)
    client.ensureSignedIn(options).then(
      (ended) => wanted && ended.status !== 'signed_in' && setResult(ended),
      // a mistake in the options: thrown when rendering, for an error boundary
      (error) =>
        wanted &&
        setResult(() => {
          throw error
        }),
    )
    return () => {
      wanted = false
    }
  }, [status, client])
  if (status === 'signed_in') return children
  if (status === 'restoring' || !result) return fallback
  return typeof refused === 'function' ? refused(result) : refused
}

function useClient(): BrowserClient {
  const client = useContext(AuthContext)
  if (!client) throw new TypeError('AuthProvider: put one with the client above this component')
  return client
}
