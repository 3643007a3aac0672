import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/** The settings of this program, from environment variables. */
export interface Settings {
  issuer: string
  clientId: string
  scope: string
  /** The folder of the session; only its owner may read it. */
  folder: string
  /** Encrypts the session: 32 bytes, such as from the system's keychain. Undefined leaves it readable for its owner. */
  key: Uint8Array | undefined
}

/** Reads the environment. Throws an error that names the variable and the fix. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const { CLI_ISSUER: issuer, CLI_CLIENT_ID: clientId, CLI_SCOPE, CLI_FOLDER, CLI_KEY } = env
  if (!issuer) throw new Error('CLI_ISSUER is missing: set it to the URL of your sign-in service')
  if (!/^(https:\/\/.|http:\/\/(localhost|127\.0\.0\.1|\[::1])(:|\/|$))/.test(issuer)) {
    throw new Error('CLI_ISSUER is not an https: URL: set it to the issuer, exactly as your sign-in service names it')
  }
  if (!clientId) throw new Error('CLI_CLIENT_ID is missing: set it to the client id that was registered there')
  const key = CLI_KEY ? Buffer.from(CLI_KEY, 'base64') : undefined
  if (key && key.length !== 32) {
    throw new Error(`CLI_KEY has ${key.length} bytes: set it to 32 in base64, such as from openssl rand -base64 32`)
  }
  return {
    issuer,
    clientId,
    scope: CLI_SCOPE || 'openid profile offline_access',
    folder: CLI_FOLDER || join(homedir(), '.config', 'grantkit-cli'),
    key,
  }
}
