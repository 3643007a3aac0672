import { misuse } from './misuse.ts'

/**
 * The endpoint's URL: absolute, without credentials or fragment (RFC 6749 section 3.2), and `https:`; `http:` is for
 * loopback hosts, or for all where `allowInsecureHttp` says so.
 */
export function endpointUrl(address: string | URL, allowInsecureHttp?: boolean): URL {
  let url: URL | undefined
  try {
    url = new URL(address)
  } catch {}
  if (
    !url ||
    url.username + url.password + url.hash ||
    (url.protocol !== 'https:' &&
      (url.protocol !== 'http:' ||
        !(allowInsecureHttp || /^((.+\.)?localhost|127(\.\d+){3}|\[::1])$/.test(url.hostname))))
  ) {
    misuse('address', 'an absolute https: URL without credentials or fragment (http: is for loopback hosts)')
  }
  return url
}
