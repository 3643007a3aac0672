import { checkObject, misuse } from 'grantkit/internal/misuse'
import type { OidcClientSettings } from './oidc-client-settings.ts'

/** Refuses settings that would make a login fail late. */
export function checkSettings(settings: OidcClientSettings): void {
  checkObject('settings', settings)
  const { issuer, clientId, redirectUri, metadata, client, responseMode, loginTtlMs = 1, pushedRequests } = settings
  const { basePath = '/' } = settings
  if (typeof issuer !== 'string' || !/^https?:\/\/./.test(issuer))
    misuse('issuer', "the issuer's URL, exactly as the server names it")
  if (typeof clientId !== 'string' || !clientId) misuse('clientId', 'a non-empty string')
  if (!isRedirectUri(redirectUri)) {
    misuse('redirectUri', "an absolute URL without a fragment: https:, http: on loopback, or an app's own scheme")
  }
  if (metadata && (metadata.issuer ?? issuer) !== issuer) misuse('metadata.issuer', 'the same as `issuer`')
  if (!client && /(^|\.)jwt$/.test(`${responseMode}`))
    misuse('client', "jose's createClient, which reads signed responses")
  // Infinity and text would not survive the record
  if (!(Number.isFinite(loginTtlMs) && loginTtlMs > 0)) misuse('loginTtlMs', 'milliseconds above 0')
  // what is no path would be where a refused returnTo leads
  if (!/^\/(?!\/)[^\s\\?#]*$/.test(basePath)) misuse('basePath', 'a path, such as "/app"')
  if (!/^(when-required|always|never|undefined)$/.test(`${pushedRequests}`)) {
    misuse('pushedRequests', '"when-required", "always" or "never"')
  }
}

function isRedirectUri(uri: unknown): boolean {
  try {
    const { protocol, hostname, hash } = new URL(uri as string)
    if (hash || /#$/.test(uri as string)) return false
    if (protocol === 'http:') return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1])$/.test(hostname)
    return !/^(javascript|data|blob|file|about|vbscript|filesystem|wss?|ftp):$/.test(protocol)
  } catch {
    return false
  }
}
