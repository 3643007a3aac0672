import { misuse } from './misuse.ts'

/**
 * The endpoint's URL: absolute, without credentials or fragment (RFC 6749 section 3.2), and `https:`; `http:` is for
 * loopback hosts, or for all where `allowInsecureHttp` says so.
 */
export function endpointUrl(address: string | URL, allowInsecureHttp?: boolean): string {
  let url = ''
  try {
    url = new URL(address).href
  } catch {}
  if (!(allowInsecureHttp ? plain : safe).test(url))
    misuse('address', 'an absolute https: URL (http: is for loopback hosts)')
  return url
}

const plain = /^https?:\/\/[^@/]+\/[^#]*$/
const safe = /^(https:\/\/[^@/]+|http:\/\/(([^@/]+\.)?localhost|127(\.\d+){3}|\[::1])(:\d+)?)\/[^#]*$/
