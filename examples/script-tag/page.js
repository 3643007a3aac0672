// A plain page that logs a user in with the global `grantkit`: no modules, no build. Served for / and for /callback alike.
const { config, grantkit } = globalThis
const redirectUri = `${location.origin}/callback`

function show(status, claims) {
  document.getElementById('status').textContent = status
  document.getElementById('claims').textContent = claims ? JSON.stringify(claims, null, 2) : ''
  document.getElementById('login').hidden = Boolean(claims)
}

async function logIn() {
  const pkce = await grantkit.createPkce()
  const state = grantkit.createState()
  sessionStorage.setItem('login', JSON.stringify({ state, codeVerifier: pkce.codeVerifier }))
  location.assign(
    grantkit.createAuthorizeUrl({
      address: config.authorizationEndpoint,
      clientId: config.clientId,
      scope: config.scope,
      redirectUri,
      state,
      codeChallenge: pkce.codeChallenge,
    }),
  )
}

async function finishLogin() {
  const callback = location.href
  // before any await, so that a reload doesn't send the code again
  history.replaceState(null, '', '/')
  const login = JSON.parse(sessionStorage.getItem('login'))
  sessionStorage.removeItem('login')
  if (!login) return show('This login was not started in this tab, or has already ended')

  const answer = grantkit.parseAuthorizeResponse(callback, { state: login.state, issuer: config.issuer })
  if (answer.isError) return show(`Not signed in: ${answer.errorDescription || answer.error}`)

  const token = await grantkit.requestAuthorizationCodeToken({
    address: config.tokenEndpoint,
    clientId: config.clientId,
    code: answer.code,
    codeVerifier: login.codeVerifier,
    redirectUri,
  })
  if (token.isError) return show(`Not signed in: ${token.errorDescription || token.error}`)

  // directly from the token endpoint, so TLS proves the issuer (OIDC Core section 3.1.3.7, item 6)
  const payload = token.idToken.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')
  const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0))
  show('Signed in', JSON.parse(new TextDecoder().decode(bytes)))
}

document.getElementById('login').addEventListener('click', logIn)
if (location.pathname === '/callback') finishLogin()
else show('Signed out')
