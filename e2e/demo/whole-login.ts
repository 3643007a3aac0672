import { getUserInfo, requestAuthorizationCodeToken, type UserInfoResponse } from 'grantkit'
import type { AuthorizationServer } from '../server/authorization-server.ts'
import { shorten } from './lines.ts'
import { logIn } from './log-in.ts'

/** A login from the first click to the user's name, step by step. */
export async function wholeLogin(server: AuthorizationServer, say: (step: string) => void): Promise<boolean> {
  const login = await logIn(server, say)
  const token = await requestAuthorizationCodeToken({ address: server.tokenEndpoint, ...server.clients.spa, ...login })
  if (token.isError) return false
  say(`code and verifier make a ${token.tokenType} token for ${token.expiresIn} s: ${shorten(token.accessToken)}`)

  const { accessToken } = token
  const user: UserInfoResponse = await getUserInfo({
    address: server.userInfoEndpoint,
    accessToken,
    expectedSubject: 'alice',
  })
  if (user.isError) return false
  say(`with it the server tells who she is: ${user.json.name} <${user.json.email}>`)
  return true
}
