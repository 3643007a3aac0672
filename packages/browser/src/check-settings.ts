import { checkSettings as checkLoginSettings } from '@grantkit/oidc/internal/check-settings'
import { checkInjected } from '@grantkit/tokens/internal/check-injected'
import { checkChoice, checkFlag, checkFunction, checkObject, misuse } from 'grantkit/internal/misuse'
import type { BrowserClientSettings } from './browser-client-settings.ts'

/** Refuses settings that can't work, or that would turn off what they stand for, by a `TypeError` that names the field. */
export function checkSettings(settings: BrowserClientSettings): void {
  checkObject('settings', settings)
  const { isSecureContext = true } = globalThis
  // a page that isn't secure starts, and says so at the sign-in
  const redirectUri = isSecureContext ? settings.redirectUri : 'https://page.invalid'
  checkLoginSettings({ ...settings, redirectUri, dpop: undefined })
  const { name = 'default', postLogoutRedirectUri, origins = [], maxAutomaticSignIns = 3, dpop = false } = settings
  if (typeof name !== 'string' || !name) misuse('name', 'a text')
  if (postLogoutRedirectUri !== undefined && !isAbsolute(postLogoutRedirectUri))
    misuse('postLogoutRedirectUri', 'an absolute URL')
  if (!Array.isArray(origins)) misuse('origins', 'an array of URLs')
  for (const [field, choices] of Object.entries(words)) {
    checkChoice(field, settings[field as keyof typeof words], ...choices)
  }
  if (dpop !== true && dpop !== false) checkObject('dpop', dpop)
  checkFlag('encrypt', settings.encrypt)
  checkFunction('navigate', settings.navigate)
  checkFunction('worker', settings.worker)
  if (settings.accessTokens === 'worker' && !settings.worker) misuse('worker', 'a worker: accessTokens needs one')
  for (const field of settings.worker ? notForWorkers : []) {
    if (settings[field]) misuse(field, 'none with worker')
  }
  for (const field of notForPages) {
    if (field in settings) misuse(field, 'none: a page can keep no secret')
  }
  if (!(maxAutomaticSignIns >= 0)) misuse('maxAutomaticSignIns', 'a number from 0')
  checkInjected(settings)
}

/** Settings that belong to the page, or that can't be sent to a worker. */
const notForWorkers = ['encrypt', 'store', 'lock', 'fetch', 'keys', 'decryptionKeys', 'clock', 'now', 'random'] as const

const notForPages = ['client', 'clientSecret', 'clientAssertion']

const words = {
  accessTokens: ['page', 'worker'],
  keep: ['browser', 'tab', 'memory'],
  callback: ['claim', 'manual'],
  preload: ['idle', 'never'],
  renew: ['when-asked', 'while-visible'],
  // a page sees no form that is posted to it
  responseMode: ['query', 'fragment'],
}

function isAbsolute(url: string): boolean {
  try {
    return !!new URL(url)
  } catch {
    return false
  }
}
