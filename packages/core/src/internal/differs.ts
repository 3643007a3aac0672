/** Describes how an identifier differs from the expected one: shows both (identifiers are no secrets), and which part differs. */
export function differs(given: string, whose: string, expected: string): string {
  return `${shown(given)} differs from ${whose} ${shown(expected)} by ${difference(given, expected)}`
}

/** In ASCII, so that look-alike characters show, and shortened. Only URLs are shown: other text might be a secret. */
function shown(url: string): string {
  if (!/^https?:\/\//i.test(url)) return 'that is no URL'
  return url.slice(0, 200).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function difference(given: string, expected: string): string {
  if (/[^ -~]/.test(given + expected)) return 'look-alike characters'
  if (given.toLowerCase() === expected.toLowerCase()) return 'upper and lower case'
  const parts = (url: string) => /^(\w*):?\/*([^/:?#]*)(:\d*)?([^?#]*?)(\/?)([?#].*)?$/s.exec(url) ?? []
  const [, ...expectedParts] = parts(expected)
  const [, ...givenParts] = parts(given)
  const names = ['its scheme', 'its host', 'a port', 'its path', 'a trailing slash', 'its query']
  return names.filter((_, part) => givenParts[part] !== expectedParts[part]).join(' and ')
}
