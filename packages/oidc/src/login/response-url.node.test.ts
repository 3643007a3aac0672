import { responseIn } from '@grantkit/oidc/response-url'
import { describe, expect, it } from 'vitest'

const app = 'https://app.example/callback'
const jwt = `${['{"alg":"RS256"}', '{"state":"s"}'].map((text) => Buffer.from(text).toString('base64url')).join('.')}.x`

describe('the response in a URL', () => {
  it.for([
    ['in the query', `${app}?code=c&state=s&iss=i&session_state=x`, app],
    ['in the fragment', `${app}#code=c&state=s`, app],
    ['in a fragment of a router', `${app}#/code=c&state=s`, app],
    ['in a fragment of a router, behind a question mark', `${app}#/?code=c&state=s`, app],
    [
      'beside the query and the fragment of the app',
      `${app}?tab=2&code=c&q=a%20b&state=s#part`,
      `${app}?tab=2&q=a%20b#part`,
    ],
    ['in the fragment, beside the query of the app', `${app}?error=2#state=s&x=y`, `${app}?error=2#x=y`],
    ['with encoded names', `${app}?c%6fde=c&stat%65=s`, app],
    ['of a logout', `${app}?state=s`, app],
    ['that is signed', `${app}?response=${jwt}`, app],
    ['in a URL of an app’s own scheme', 'com.app:/callback?code=c&state=s', 'com.app:/callback'],
  ])('%s', ([, url = '', clean]) => {
    expect(responseIn(url)).toMatchObject({ state: 's', clean })
  })

  it.for([
    '',
    app,
    `${app}?code=c`,
    `${app}?error=x#part`,
    `${app}?state=`,
    `${app}?response=no.jwt.x`,
    `${app}?response`,
  ])('is not in %s', (url) => {
    expect(responseIn(url)).toBeUndefined()
  })
})
