export interface User {
  password: string
  name: string
  email: string
}

/** The users, by login name. */
export const users = {
  alice: { password: 'wonderland', name: 'Alice', email: 'alice@example.test' },
  bob: { password: 'builder', name: 'Bob', email: 'bob@example.test' },
} as const satisfies Record<string, User>

/** The user with this name, if there is one. Safe for names such as `constructor`. */
export function findUser(login: unknown): User | undefined {
  return typeof login === 'string' && Object.hasOwn(users, login) ? users[login as keyof typeof users] : undefined
}

/** The account of a user id, in the form that oidc-provider needs. */
export function findAccount(_: unknown, accountId: string): object | undefined {
  const user = findUser(accountId)
  if (!user) return undefined
  const { name, email } = user
  return { accountId, claims: async () => ({ sub: accountId, name, email, email_verified: true }) }
}
