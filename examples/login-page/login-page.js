// A page around a client: it shows every state, and has a button for each thing that a user can do.
import { newsOfFailure, newsOfLogin, newsOfResponse, wordsOf } from './words.js'

const element = (id) => document.getElementById(id)

/** Shows the page, with the result of the callback if the page's URL is one. */
export async function showLoginPage(auth, { api }) {
  let news
  let answer = ''

  function render() {
    const { status, notice, isSignedIn, isBusy } = wordsOf(auth.getSnapshot(), news)
    if (!isSignedIn) answer = ''
    for (const [id, text] of Object.entries({ status, notice, answer })) {
      // screen readers would read an unchanged text again
      if (element(id).textContent !== text) element(id).textContent = text
    }
    element('login').hidden = isSignedIn || auth.getSnapshot().status === 'restoring'
    element('call').hidden = element('logout').hidden = !isSignedIn
    for (const button of document.querySelectorAll('button')) button.disabled = isBusy
  }

  function tell(result) {
    news = newsOfLogin(result, auth.getSnapshot())
    if (result.returnTo) history.replaceState(null, '', result.returnTo)
    render()
  }

  async function callApi() {
    news = undefined
    try {
      const response = await auth.fetch(`${api}/hello`)
      news = newsOfResponse(response, auth.getSnapshot())
      answer = response.ok ? JSON.stringify(await response.json(), null, 2) : ''
    } catch (error) {
      news = newsOfFailure(error, auth.getSnapshot())
    }
    render()
  }

  element('login').onclick = async () => tell(await auth.signIn())
  element('logout').onclick = () => auth.signOut()
  element('call').onclick = callApi
  auth.subscribe(render)
  render()

  const result = await auth.handleCallback()
  await auth.ready
  tell(result)
  return result
}
