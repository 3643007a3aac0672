// The page never sees a token: the worker exchanges the code, refreshes, and calls the API.
const { issuer, clientId, scope, resource, api } = globalThis.config
const auth = globalThis.grantkit.createBrowserClient({
  issuer,
  clientId,
  scope,
  ...(resource && { resource }),
  redirectUri: `${location.origin}/callback`,
  postLogoutRedirectUri: `${location.origin}/`,
  origins: [api],
  // the file of the package, copied to this origin
  worker: () => new SharedWorker('/grantkit.worker.min.js', { name: 'grantkit-1' }),
  accessTokens: 'worker',
})

const element = (id) => document.getElementById(id)
const show = (id, text) => {
  element(id).textContent = text ?? ''
  element(id).hidden = !text
}

const reasons = {
  signed_out: 'You signed out, here or in another tab.',
  revoked: 'Your session was ended by the sign-in service. Please sign in again.',
  store_failed: 'The worker could not be started. Please reload the page.',
}
const renewals = {
  offline: 'You are offline. You stay signed in.',
  failing: 'The sign-in service can’t be reached just now. You stay signed in.',
}
let news

function render() {
  const { status, user, reason, renewal, signingIn, signingOut } = auth.getSnapshot()
  const isSignedIn = status === 'signed_in'
  const isBusy = !!(signingIn || signingOut || status === 'restoring')
  const texts = {
    restoring: 'Loading…',
    signed_in: `Signed in as ${user?.name ?? user?.sub}`,
    signed_out: 'Signed out',
  }
  show('status', signingIn ? 'Signing in…' : signingOut ? 'Signing out…' : texts[status])
  show('notice', news ?? (isSignedIn ? renewals[renewal] : reasons[reason]))
  element('login').hidden = isSignedIn
  element('call').hidden = element('logout').hidden = !isSignedIn
  for (const button of document.querySelectorAll('button')) button.disabled = isBusy
  if (!isSignedIn) show('result')
}
auth.subscribe(render)
render()

function tell(result) {
  const texts = {
    failed: result.message,
    denied: result.silent ? undefined : 'You were not signed in.',
    signed_out: reasons.signed_out,
  }
  news = texts[result.status]
  if (result.returnTo) history.replaceState(null, '', result.returnTo)
  render()
}

element('login').onclick = async () => tell(await auth.signIn())
element('logout').onclick = () => auth.signOut()
element('call').onclick = async () => {
  news = undefined
  try {
    const response = await auth.fetch(`${api}/hello`)
    show('result', JSON.stringify(await response.json(), null, 2))
  } catch (error) {
    news = `The API could not be called: ${error.message}`
  }
  render()
}

auth.handleCallback().then(async (result) => {
  tell(result)
  await auth.ready
  // after a reload of the only tab the worker is a new one: ask the server whether the user is still signed in there
  if (auth.getSnapshot().status === 'signed_out' && result.status === 'none') await auth.checkSignOn()
})
