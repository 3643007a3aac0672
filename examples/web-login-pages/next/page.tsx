// app/page.tsx of a Next.js app: a server component that shows the user
import { headers } from 'next/headers'
import { getWeb } from './web.ts'

export default async function Page() {
  // first: this tells `next build` that the page is made for each request
  const request = { headers: await headers() }
  const session = await getWeb().getSession(request)
  if (!session) return <a href="/auth/login?returnTo=/">Sign in</a>
  return (
    <form action="/auth/logout" method="post">
      <p>Signed in as {session.user?.sub}</p>
      <button type="submit">Sign out</button>
    </form>
  )
}
