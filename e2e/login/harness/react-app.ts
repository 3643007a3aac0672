// The React page of the scenarios, rendered on the server first.
import type { BrowserClient, SignInOptions } from '@grantkit/browser'
import { AuthProvider, RequireSignIn, useAuth, useUser } from '@grantkit/react'
import { createElement, StrictMode, Suspense, useEffect, useState } from 'react'

function Status() {
  const { status, user, reason, signIn, signOut } = useAuth()
  return createElement(
    'div',
    null,
    createElement('p', { id: 'status' }, [status, user?.sub, reason].filter(Boolean).join(' ')),
    createElement('button', { type: 'button', id: 'signIn', onClick: () => signIn() }, 'Sign in'),
    createElement('button', { type: 'button', id: 'signOut', onClick: () => signOut({ scope: 'local' }) }, 'Sign out'),
  )
}

function Name() {
  return createElement('p', { id: 'name' }, useUser()?.sub ?? 'nobody')
}

/** A component with an effect. The page has two of them, and under StrictMode React may run each effect twice. */
function Callback({ id }: { id: string }) {
  const { client } = useAuth()
  const [statuses, setStatuses] = useState<string[]>([])
  useEffect(() => {
    client.handleCallback().then((result) => {
      setStatuses((before) => [...before, result.status])
      if ('returnTo' in result) history.replaceState(null, '', result.returnTo)
    })
  }, [client])
  return createElement('p', { id }, statuses.join(' '))
}

/** The part for signed-in users. The guard runs only if the page enables it. */
function Private({ guarded, options }: { guarded: boolean; options: SignInOptions | undefined }) {
  if (!guarded) return null
  const refused = ({ status }: { status: string }) => createElement('p', { id: 'private' }, status)
  return createElement(
    RequireSignIn,
    { fallback: createElement('p', { id: 'private' }, 'waiting'), refused, ...(options && { options }) },
    createElement('p', { id: 'private' }, 'secret'),
  )
}

interface AppProps {
  client: BrowserClient
  guarded: boolean
  /** The options of the guard. */
  options?: SignInOptions | undefined
}

export function App({ client, guarded, options }: AppProps) {
  return createElement(
    StrictMode,
    null,
    createElement(
      AuthProvider,
      { client },
      createElement(Status),
      createElement(Callback, { id: 'callback' }),
      createElement(Callback, { id: 'second-callback' }),
      createElement(Suspense, { fallback: 'restoring' }, createElement(Name)),
      createElement(Private, { guarded, options }),
    ),
  )
}
