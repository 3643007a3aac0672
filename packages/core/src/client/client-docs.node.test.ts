import { resolve } from 'node:path'
import ts from '@typescript/typescript6'
import { expect, test } from 'vitest'

const file = resolve(import.meta.dirname, 'hover.ts')
const program = `import { createClient } from '../index.ts'
const client = createClient({ authority: 'https://as.example' })
client.requestRefreshToken
client.createAuthorizeUrl
client.pollDeviceToken
client.readClient
client.parseAuthorizeResponse
`

const text = (name: string) => (name === file ? program : ts.sys.readFile(name))
const editor = ts.createLanguageService({
  getCompilationSettings: () => ({
    strict: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    allowImportingTsExtensions: true,
    noEmit: true,
  }),
  getScriptFileNames: () => [file],
  getScriptVersion: () => '1',
  getScriptSnapshot: (name) => {
    const content = text(name)
    return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content)
  },
  getCurrentDirectory: () => import.meta.dirname,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (name) => text(name) !== undefined,
  readFile: text,
})

test.each([
  ['client.requestRefreshToken', 'Requests a new token with a refresh token'],
  ['client.createAuthorizeUrl', 'The URL to send the user to'],
  ['client.pollDeviceToken', 'Waits until the user of a device login has approved'],
  ['client.readClient', "Reads a client's registration"],
  ['client.parseAuthorizeResponse', 'Reads the callback'],
] as const)('an editor shows the docs of the function for %s', { timeout: 60_000 }, (line, words) => {
  const { documentation } = editor.getQuickInfoAtPosition(file, program.indexOf(line) + line.length - 1) ?? {}
  expect(ts.displayPartsToString(documentation)).toContain(words)
})
