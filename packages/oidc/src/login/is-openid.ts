/** Whether the scope requests an ID token. */
export function isOpenId(scope: string): boolean {
  return scope.split(/\s+/).includes('openid')
}
