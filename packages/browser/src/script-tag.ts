// The content of the script tag's file: core's names, and the login. The build leaves out encryption and decryption.
import { misuse } from 'grantkit/internal/misuse'
import type { BrowserClient } from './browser-client.ts'
import type { BrowserClientSettings } from './browser-client-settings.ts'
import { createBrowserClient as createClient } from './create-browser-client.ts'

export * from 'grantkit'

/**
 * The same as `createBrowserClient` of the package, but without encryption.
 *
 * @throws {TypeError} for `encrypt` and `decryptionKeys`: this file has no code for them.
 */
export function createBrowserClient(settings: BrowserClientSettings): BrowserClient {
  const { encrypt, decryptionKeys } = Object(settings) as BrowserClientSettings
  if (encrypt) misuse('encrypt', 'false, or import the package: this script has no encryption')
  if (decryptionKeys) misuse('decryptionKeys', 'none, or import the package: this script has no encryption')
  return createClient(settings)
}
