import { attribute, type Filled } from '../server/user-agent.ts'

/** Who is at the portal, and whether they agree to what it asks. */
export interface Person {
  /** One of the demonstration accounts, whose password is the name. @default 'dwho' */
  user?: string
  /** Says no instead of yes if a page wants a confirmation. */
  refuse?: boolean
}

/** Fills in the first form of the portal's pages: login, consent, logout, and those that its scripts send at once. */
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
  // the page has a script for this, behind the button that says no
  if (refuse && values.has('confirm')) values.set('confirm', `-${values.get('confirm')}`)
  return { action, values }
}
