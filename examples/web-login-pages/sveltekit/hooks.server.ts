// src/hooks.server.ts of a SvelteKit app. `event.locals.session` is there for each load function and endpoint.
import type { WebSession } from '@grantkit/oidc/web-login'
import { web } from '../next/web.ts'

/** What of SvelteKit's `Handle` is used here. */
interface Hook<Event> {
  event: Event
  resolve(event: Event): Response | Promise<Response>
}
interface RequestEvent {
  request: Request
  locals: { session?: WebSession | undefined }
}

export async function handle<Event extends RequestEvent>({ event, resolve }: Hook<Event>): Promise<Response> {
  const answer = await web.handle(event.request)
  if (answer) return answer
  const session = await web.getSession(event.request)
  event.locals.session = session
  const response = await resolve(event)
  // refreshed tokens, if the session is in cookies
  for (const [name, value] of (await session?.headers()) ?? []) response.headers.append(name, value)
  return response
}
