// A command line whose user signs in once. The session is kept in a file; runs at the same time share one refresh:
//   export CLI_ISSUER=https://demo.example CLI_CLIENT_ID=cli
//   node cli-login.ts login [--device] [--no-browser] [--paste] [--port 8976]
//   node cli-login.ts whoami
//   curl -H "Authorization: Bearer $(node cli-login.ts token)" https://api.example/orders
//   node cli-login.ts logout
// With CLI_KEY=$(openssl rand -base64 32) the file is encrypted. The same files run in Deno and Bun.
import process from 'node:process'
import { parseArgs } from 'node:util'
import { TokenSourceError } from '@grantkit/tokens'
import { createDiscoveryCache } from 'grantkit'
import { type LoginChoice, logIn } from './log-in.ts'
import { makeFolder, openSession, type User } from './session.ts'
import { readSettings } from './settings.ts'

try {
  await run(...readArguments())
} catch (error) {
  console.error(tell(error))
  process.exitCode = 1
}

async function run(command: string, choice: LoginChoice): Promise<void> {
  const settings = readSettings()
  const discovery = createDiscoveryCache({ authority: settings.issuer })
  const session = openSession(settings, discovery)
  if (command === 'login') {
    // before the user signs in, because a session that can't be stored would be lost
    await makeFolder(settings.folder)
    const { token, user } = await logIn(settings, discovery, choice)
    await session.startSession(token, { data: user })
    console.error(`Signed in as ${user.name ?? user.sub}`)
  } else if (command === 'whoami') {
    const user = (await session.getSession())?.data as User | undefined
    if (!user) throw new Error('not signed in: run login')
    console.log(user.name ? `${user.name} (${user.sub})` : user.sub)
  } else if (command === 'token') {
    console.log((await session.getAccessToken()).accessToken)
  } else {
    const ended = await session.endSession({ revoke: true })
    for (const { what, error } of ended?.failures ?? []) console.error(`the ${what} is still valid: ${error}`)
    console.error(ended ? 'Signed out' : 'You were not signed in')
  }
}

function readArguments(): [command: string, choice: LoginChoice] {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        device: { type: 'boolean', default: false },
        'no-browser': { type: 'boolean', default: false },
        paste: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
      },
    })
    const [command = '', ...others] = positionals
    if (!/^(login|whoami|token|logout)$/.test(command) || others.length) throw new Error('unknown command')
    const { device, paste } = values
    return [command, { device, paste, noBrowser: values['no-browser'], port: Number(values.port) }]
  } catch (error) {
    console.error(`${(error as Error).message}
usage: cli-login.ts login [--device] [--no-browser] [--paste] [--port PORT] | whoami | token | logout`)
    process.exit(2)
  }
}

/** The error text for the user, without a stack or a secret. */
function tell(error: unknown): string {
  if (error instanceof TokenSourceError) {
    if (error.code === 'no_session') return 'not signed in: run login'
    if (error.code === 'session_ended') return `You are signed out (${error.reason}): run login`
    // the file store's own error: others can read the file, or the key is wrong
    if (error.code === 'store_failed') return (error.thrown as Error | undefined)?.message ?? error.message
    if (error.transient) return `${error.message}; please try again later`
  }
  return (error as Error).message
}
