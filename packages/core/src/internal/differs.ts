/** How one identifier, which is no secret, differs from the `expected` one: both are shown, and what it is that differs. */
export function differs(given: string, whose: string, expected: string): string {
  return `${shown(given)} differs from ${whose} ${shown(expected)} by ${difference(given, expected)}`
}

/** In ASCII, so that look-alikes show, and no longer than can be read. What is no URL may be anything, a secret too. */
function shown(url: string): string {
  if (!/^https?:\/\//i.test(url)) return 'that is no URL'
  return url.slice(0, 200).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function difference(given: string, expected: string): string {
  if (/[^ -~]/.test(given + expected)) return 'look-alike characters'
  if (given.replace(/\/$/, '') === expected.replace(/\/$/, '')) return 'a trailing slash'
  if (given.toLowerCase() === expected.toLowerCase()) return 'upper and lower case'
  const [a, b] = [given, expected].map((url) => /^(\w*):?\/*([^/:?#]*)(:\d*)?([^?#]*)(.*)$/s.exec(url)!.slice(1))
  return ['its scheme', 'its host', 'a port', 'its path', 'its query'].filter((_, i) => a![i] !== b![i]).join(' and ')
}
