/** Whether a page's origin is on this machine: only such pages may call the server from scripts. */
export function isLoopbackOrigin(origin: string): boolean {
  const url = URL.parse(origin)
  return !!url && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
}
