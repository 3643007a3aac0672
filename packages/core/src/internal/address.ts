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
  let url = ''
  try {
    const text = `${address}`
    if (text !== known) {
      href = new URL(text).href
      known = text
    }
    url = href
  } catch {}
  return safe.test(allowInsecureHttp ? url.replace(/^http:/, 'https:') : url) ? url : ''
}

// most requests go where the one before went, and to parse an address takes as long as all other checks
let known = ''
let href = ''

const safe = /^(https:\/\/[^@/]+|http:\/\/(([^@/]+\.)?localhost|127(\.\d+){3}|\[::1])(:\d+)?)\/[^#]*$/
