import { misuse } from './misuse.ts'

/**
 * The endpoint's URL: absolute, `https:`, and without credentials or fragment (RFC 6749 section 3.2). `http:` is allowed for
 * loopback hosts, and with `allowInsecureHttp` for all hosts.
 */
export function endpointUrl(address: string | URL, allowInsecureHttp?: boolean, field = 'address'): string {
  return urlOf(address, allowInsecureHttp) || misuse(field, 'an https: URL; allowInsecureHttp permits http:')
}

/** The same, or an empty string if the URL isn't acceptable. */
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

// the last address, because most requests go to the same one, and parsing takes as long as all other checks together
let known = ''
let href = ''
let isSafe = false

const safe = /^(https:\/\/[^@/]+|http:\/\/(([^@/]+\.)?localhost|127(\.\d+){3}|\[::1])(:\d+)?)\/[^#]*$/
