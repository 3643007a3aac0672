import { createBrowserClient } from '@grantkit/browser'
// @ts-expect-error served by the benchmark
import { config } from '/config.js'
import { report } from './report.ts'

const { issuer, clientId, redirectUri, scope } = config
const auth = createBrowserClient({ issuer, clientId, redirectUri, scope })
const login = () => auth.signIn()

report(login, async () => {
  await auth.handleCallback()
  const { status } = await auth.ready
  return status === 'signed_in' ? (await auth.getAccessToken()).accessToken : undefined
})
