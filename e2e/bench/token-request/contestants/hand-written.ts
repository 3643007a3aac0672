import type { Contestant } from '../contestant.ts'

/** Hand-written code without a library. */
export const handWritten: Contestant =
  ({ address, clientId, clientSecret, code, redirectUri, codeVerifier }, fetch) =>
  async () => {
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    })
    const headers: Record<string, string> = { accept: 'application/json' }
    if (clientSecret) {
      headers.authorization = `Basic ${btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`)}`
    } else {
      body.set('client_id', clientId)
    }
    const response = await fetch(address, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    const json = (await response.json()) as { access_token: string }
    return json.access_token
  }
