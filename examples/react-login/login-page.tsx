import type { CallbackResult, SignInResult } from '@grantkit/browser'
import { useAuth } from '@grantkit/react'
import { useEffect, useState } from 'react'
import { type News, newsOfFailure, newsOfLogin, newsOfResponse, wordsOf } from '../login-page/words.js'

/** Shows every state, and has a button for each thing that a user can do. */
export function LoginPage({ api }: { api: string }) {
  const { client, ...snapshot } = useAuth()
  const [news, setNews] = useState<News>()
  const [answer, setAnswer] = useState({ sessionId: '', text: '' })
  const { status, notice, isSignedIn, isBusy } = wordsOf(snapshot, news)

  const tell = (result: CallbackResult | SignInResult) => {
    setNews(newsOfLogin(result, client.getSnapshot()))
    if ('returnTo' in result && result.returnTo) history.replaceState(null, '', result.returnTo)
  }
  // under StrictMode it runs twice, and both get the same result
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for a client
  useEffect(() => void client.ready.then(() => client.handleCallback()).then(tell), [client])

  const callApi = async () => {
    setNews(undefined)
    try {
      const response = await client.fetch(`${api}/hello`)
      setNews(newsOfResponse(response, client.getSnapshot()))
      const text = response.ok ? JSON.stringify(await response.json(), null, 2) : ''
      setAnswer({ sessionId: snapshot.sessionId ?? '', text })
    } catch (error) {
      setNews(newsOfFailure(error, client.getSnapshot()))
    }
  }

  return (
    <>
      <h1>A React app</h1>
      <p id="status" role="status">
        {status}
      </p>
      <p className="actions">
        {snapshot.status === 'signed_out' && (
          <button id="login" type="button" disabled={isBusy} onClick={async () => tell(await client.signIn())}>
            Sign in
          </button>
        )}
        {isSignedIn && (
          <>
            <button id="call" type="button" disabled={isBusy} onClick={callApi}>
              Call the API
            </button>
            <button id="logout" className="quiet" type="button" disabled={isBusy} onClick={() => client.signOut()}>
              Sign out
            </button>
          </>
        )}
      </p>
      <p id="notice" role="alert">
        {notice}
      </p>
      <pre id="answer">{isSignedIn && answer.sessionId === snapshot.sessionId && answer.text}</pre>
    </>
  )
}
