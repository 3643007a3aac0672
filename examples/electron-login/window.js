// The window sees the user and the orders, but never a token.
const { app } = globalThis
const text = (id, value) => {
  document.getElementById(id).textContent = value
}

async function show() {
  const user = await app.user()
  text('user', user ? `Signed in as ${user.name ?? user.sub}` : 'Signed out')
  text('orders', user ? JSON.stringify(await app.orders(), undefined, 2) : '')
}

document.getElementById('sign-in').addEventListener('click', async () => {
  const { status } = await app.signIn()
  if (status === 'completed') await show()
  else text('user', `Not signed in: ${status}`)
})
document.getElementById('sign-out').addEventListener('click', async () => {
  await app.signOut()
  await show()
})
show()
