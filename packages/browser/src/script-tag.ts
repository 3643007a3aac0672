// All that a page with one script tag has: core's names, and the login. The build leaves out what encrypts and decrypts.
import { misuse } from 'grantkit/internal/misuse'
import type { BrowserClient } from './browser-client.ts'
import type { BrowserClientSettings } from './browser-client-settings.ts'
import { createBrowserClient as createClient } from './create-browser-client.ts'

export * from 'grantkit'

/**
 * As `createBrowserClient` of the package, without encryption.
 *
 * @throws {TypeError} for settings that encrypt or decrypt, for this file has no code for it.
 */
export function createBrowserClient(settings: BrowserClientSettings): BrowserClient {
  const { encrypt, decryptionKeys } = Object(settings) as BrowserClientSettings
  if (encrypt) misuse('encrypt', 'false, or import the package, for this script has no encryption')
  if (decryptionKeys) misuse('decryptionKeys', 'none, or import the package, for this script has no encryption')
  return createClient(settings)
}
