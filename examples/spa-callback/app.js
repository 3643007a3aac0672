// A single-page app that logs a user in with authorization code and PKCE. Served for / and for /callback alike.
import { createAuthorizeUrl } from 'grantkit'
import { config } from './config.js'
import { finishLogin, startLogin } from './login.js'

const element = (id) => document.getElementById(id)

function show(status, claims) {
  element('status').textContent = status
  element('claims').textContent = claims ? JSON.stringify(claims, null, 2) : ''
  element('login').hidden = Boolean(claims)
  element('logout').hidden = !claims
}

element('login').addEventListener('click', async () => {
  location.assign(createAuthorizeUrl({ address: config.authorizationEndpoint, ...(await startLogin()) }))
})
element('logout').addEventListener('click', () => {
  sessionStorage.clear()
  show('Signed out')
})

if (location.pathname === '/callback') {
  const callback = location.href
  // before any await, so that a reload or a second run doesn't send the code again
  history.replaceState(null, '', '/')
  const result = await finishLogin(callback)
  if (result.claims) sessionStorage.setItem('claims', JSON.stringify(result.claims))
  show(result.problem ?? 'Signed in', result.claims)
} else {
  const claims = JSON.parse(sessionStorage.getItem('claims'))
  show(claims ? 'Signed in' : 'Signed out', claims)
}
