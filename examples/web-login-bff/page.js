// The page calls its own server, which adds the token. Each call has a header that no other site can send.
const ask = (path, options = {}) => fetch(path, { ...options, headers: { ...options.headers, 'x-csrf': '1' } })
const $ = (id) => document.getElementById(id)

const { user } = await (await ask('/auth/session')).json()
$('user').textContent = user ? `signed in as ${user.sub}` : 'signed out'
$('in').hidden = Boolean(user)
$('out').hidden = !user

$('call').addEventListener('click', async () => {
  const response = await ask('/api/hello')
  // the session has ended: sign in again
  if (response.status === 401) return location.assign('/auth/login?returnTo=/')
  $('answer').textContent = JSON.stringify(await response.json())
})
