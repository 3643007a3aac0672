// What app/page.tsx of a Next.js app asks for. `headers` is that of next/headers: const user = await userOf(await headers())
import { web } from './web.ts'

/** The user of a request, of which a server component has the headers only. */
export async function userOf(headers: { get(name: string): string | null }): Promise<string | undefined> {
  return (await web.getSession({ headers }))?.user?.sub
}
