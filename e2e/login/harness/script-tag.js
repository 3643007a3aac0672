// The page of the script tag: the global has core's names and the login.
const { createBrowserClient, createPkce } = globalThis.grantkit
const auth = createBrowserClient(globalThis.config)
const show = (id, text) => {
  document.getElementById(id).textContent = text
}
const render = () => {
  const { status, user, reason } = auth.getSnapshot()
  show('status', [status, user?.sub, reason].filter(Boolean).join(' '))
}
auth.subscribe(render)
render()
createPkce().then(({ codeChallengeMethod }) => show('pkce', codeChallengeMethod))
auth.handleCallback().then((result) => {
  show('callback', result.status)
  if ('returnTo' in result) history.replaceState(null, '', result.returnTo)
})
document.getElementById('signIn').onclick = () => auth.signIn()
document.getElementById('signOut').onclick = () => auth.signOut()
document.getElementById('api').onclick = async () => {
  show('result', (await auth.fetch(`${globalThis.config.origins[0]}/hello`)).status)
}
