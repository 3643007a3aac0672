// app/auth/[...route]/route.ts of a Next.js app: the routes of the login
import type { NextRequest } from 'next/server'
import { getWeb } from './web.ts'

async function handle(request: NextRequest): Promise<Response> {
  return (await getWeb().handle(request)) ?? new Response('not found', { status: 404 })
}

export { handle as GET, handle as POST }
