/** Whether an ID token is asked for. */
export function isOpenId(scope: string): boolean {
  return scope.split(/\s+/).includes('openid')
}
