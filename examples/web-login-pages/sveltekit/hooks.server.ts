// src/hooks.server.ts of a SvelteKit app. `event.locals.session` is there for each load function and endpoint.
// SvelteKit 2 has the type `Handle` in '@sveltejs/kit'.
import type { Handle } from '@sveltejs/kit/hooks'
import { getWeb } from '../next/web.ts'

export const handle: Handle = async ({ event, resolve }) => {
  const web = getWeb()
  const answer = await web.handle(event.request)
  if (answer) return answer
  const session = await web.getSession(event.request)
  event.locals.session = session
  const response = await resolve(event)
  // refreshed tokens, if the session is in cookies
  for (const [name, value] of (await session?.headers()) ?? []) response.headers.append(name, value)
  return response
}
