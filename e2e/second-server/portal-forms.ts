import { attribute, type Filled } from '../server/user-agent.ts'

/** The user at the portal, and whether the user confirms. */
export interface Person {
  /** One of the demonstration accounts. The password is the name. @default 'dwho' */
  user?: string
  /** Refuses if a page asks for a confirmation. */
  refuse?: boolean
}

/** Fills in the first form of the portal's pages: login, consent, logout, and those that a script would send. */
export function fillPortalForm(html: string, { user = 'dwho', refuse = false }: Person = {}): Filled | undefined {
  const [form] = /<form.*?<\/form>/s.exec(html) ?? []
  const action = attribute(form, 'action')
  if (!action) return undefined
  const inputs = (form?.match(/<input[^>]*>/g) ?? []).filter((tag) => attribute(tag, 'type') !== 'checkbox')
  const values = new URLSearchParams()
  for (const tag of inputs) {
    const name = attribute(tag, 'name')
    if (name) values.set(name, { user, password: user }[name] ?? attribute(tag, 'value') ?? '')
  }
  // the page's button for refusing does this with a script
  if (refuse && values.has('confirm')) values.set('confirm', `-${values.get('confirm')}`)
  return { action, values }
}
