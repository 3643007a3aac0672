import type { BrowserClientSettings } from '../browser-client-settings.ts'

/** The settings of a worker. It gets them once, as text, and accepts no others. */
const names = [
  'issuer',
  'clientId',
  'redirectUri',
  'metadata',
  'scope',
  'resource',
  'origins',
  'dpop',
  'accessTokens',
  'userInfo',
  'basePath',
  'algorithms',
  'trustedAudiences',
  'clockToleranceMs',
  'timeoutMs',
  'maxBodyBytes',
  'allowInsecureHttp',
] as const

export type WorkerSettings = Pick<BrowserClientSettings, (typeof names)[number]> & {
  /** The name of the client. */
  name: string
}

/** The settings as the text that is sent. Equal settings give equal texts. */
export function workerSettingsText(settings: BrowserClientSettings, name: string): string {
  return JSON.stringify({ ...Object.fromEntries(names.map((each) => [each, settings[each]])), name })
}
