// app/auth/[...route]/route.ts of a Next.js app: the routes of the login
import { web } from './web.ts'

/** A route handler of Next.js takes a `Request` and returns a `Response`. */
async function handle(request: Request): Promise<Response> {
  return (await web.handle(request)) ?? new Response('not found', { status: 404 })
}

export { handle as GET, handle as POST }
