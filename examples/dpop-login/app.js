// A single-page app whose tokens work only with its own key. Served for / and for /callback alike.
import { callApi, finishLogin, forget, resume, startLogin } from './session.js'

const element = (id) => document.getElementById(id)
let session

function show(status) {
  element('status').textContent = status
  element('claims').textContent = session ? JSON.stringify(session.claims, null, 2) : ''
  element('login').hidden = Boolean(session)
  element('call').hidden = element('logout').hidden = !session
}

element('login').addEventListener('click', async () => location.assign(await startLogin()))
element('logout').addEventListener('click', async () => {
  await forget()
  location.assign('/')
})
element('call').addEventListener('click', async () => {
  const { hello } = await callApi(session.accessToken)
  element('answer').textContent = `The API knows ${hello}`
})

try {
  if (location.pathname === '/callback') {
    const callback = location.href
    // before any await, so that a reload or a second run doesn't send the code again
    history.replaceState(null, '', '/')
    session = await finishLogin(callback)
    show('Signed in')
  } else {
    session = await resume()
    show(session ? 'Signed in again, with the same key' : 'Signed out')
  }
} catch (error) {
  // the session's key is lost: the user must sign in again
  if (error.code === 'dpop_key_lost') await forget()
  show(`Not signed in: ${error.message}`)
}
