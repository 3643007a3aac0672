import { createOidcClient, type LoginResult, type LoginTransaction, type OidcClientSettings } from '@grantkit/oidc'
import { responseIn } from '@grantkit/oidc/response-url'

/** Logins whose response is a URL with the app's own scheme (RFC 8252 section 7.1). */
export interface SchemeLogin {
  /** Signs the user in by their browser. Rejects with the signal's reason if that aborts first. */
  signIn(signal: AbortSignal): Promise<LoginResult>
  /** Handles a URL that the system gave to the app. Any program can send one, so unexpected ones are ignored. */
  receive(url: string): void
}

/** `openBrowser` is Electron's `shell.openExternal`. */
export function createSchemeLogin(settings: OidcClientSettings, openBrowser: (url: string) => unknown): SchemeLogin {
  const client = createOidcClient(settings)
  const waiting = new Map<string, (url: string) => void>()

  /** The response to this login, which is returned once. */
  const responseTo = ({ state }: LoginTransaction, signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      const end = () => {
        waiting.delete(state)
        reject(signal.reason)
      }
      signal.addEventListener('abort', end)
      waiting.set(state, (url) => {
        waiting.delete(state)
        signal.removeEventListener('abort', end)
        resolve(url)
      })
    })

  return {
    async signIn(signal) {
      const { url, transaction } = await client.prepareLogin({}, { signal })
      signal.throwIfAborted()
      const response = responseTo(transaction, signal)
      await openBrowser(url)
      return client.processResponse(await response, transaction, { signal })
    },
    receive(url) {
      waiting.get(responseIn(url)?.state ?? '')?.(url)
    },
  }
}
