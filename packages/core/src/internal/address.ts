import { misuse } from './misuse.ts'

/**
 * The endpoint's URL: absolute, without credentials or fragment (RFC 6749 section 3.2), and `https:`; `http:` is for
 * loopback hosts, or for all if `allowInsecureHttp` says so.
 */
export function endpointUrl(address: string | URL, allowInsecureHttp?: boolean, field = 'address'): string {
  return urlOf(address, allowInsecureHttp) || misuse(field, 'an https: URL; allowInsecureHttp permits http:')
}

/** The same, or nothing if it won't do. */
export function urlOf(address: string | URL, allowInsecureHttp?: boolean): string {
  try {
    const text = `${address}`
    if (text !== known) {
      href = new URL(text).href
      isSafe = safe.test(href)
      known = text
    }
    if (isSafe || (allowInsecureHttp && safe.test(href.replace(/^http:/, 'https:')))) return href
  } catch {}
  return ''
}

// most requests go where the one before went, and to parse an address takes as long as all other checks
let known = ''
let href = ''
let isSafe = false

const safe = /^(https:\/\/[^@/]+|http:\/\/(([^@/]+\.)?localhost|127(\.\d+){3}|\[::1])(:\d+)?)\/[^#]*$/
