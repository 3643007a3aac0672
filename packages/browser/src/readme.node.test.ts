import { readFileSync } from 'node:fs'
import { loginFailures } from '@grantkit/oidc'
import { expect, it } from 'vitest'
import { browserFailures } from './browser-failures.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

it.for(Object.entries({ ...loginFailures, ...browserFailures }))(
  'the README has the text that %s shows',
  ([code, text]) => {
    expect(readme).toContain(`| \`${code}\` | ${text} |`)
  },
)
