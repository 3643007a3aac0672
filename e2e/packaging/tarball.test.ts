import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Installed, installPackages } from './installed-packages.ts'
import { publicNames } from './public-names.ts'
import { publishedPackages } from './published-packages.ts'
import { bin, root, run } from './run.ts'

let installed: Installed
beforeAll(async () => {
  installed = await installPackages()
})
afterAll(() => installed.remove())

describe.for(publishedPackages)('$name', ({ name, entries }) => {
  test.concurrent('publint finds nothing', async () => {
    const { status, output } = await run(bin('publint'), ['run', installed.tarball(name), '--strict'])
    expect(output).toContain('All good!')
    expect(status).toBe(0)
  })

  test.concurrent('its types resolve wherever an ES module does (PAIN 38)', async () => {
    // without the file for script tags, which isn't imported and has no types
    const args = [
      installed.tarball(name),
      '--profile',
      'esm-only',
      '--exclude-entrypoints',
      'grantkit.umd.min.js',
      'grantkit.browser.umd.min.js',
    ]
    const { status, output } = await run(bin('attw'), args)
    expect(output).toContain('node16 (from ESM)')
    for (const { specifier } of entries) expect(output).toContain(`"${specifier}"`)
    expect(status, output).toBe(0)
  })

  test('it contains the built files and the sources, and no tests', () => {
    const files = readdirSync(installed.contents(name), { recursive: true, encoding: 'utf8' })
    expect(files.filter((file) => /\.test\.|(^|\/)testing\//.test(file))).toEqual([])
    const wanted = ['package.json', 'LICENSE', 'README.md', 'src/index.ts']
    for (const { types, script } of entries) wanted.push(join(types), join(script))
    for (const file of wanted) expect(files).toContain(file)
  })
})

const nodes = {
  'Node 20': join(root, 'e2e/node_modules/node20/bin/node'),
  'Node 22': join(root, 'e2e/node_modules/node22/bin/node'),
  'Node 24': process.execPath,
  'Node 26': join(root, 'e2e/node_modules/node26/bin/node'),
}
const specifiers = JSON.stringify(Object.keys(publicNames))
// a first program with each package, with a fetch that responds itself
const program = (load: string) => `(async () => {
  const names = {}
  for (const specifier of ${specifiers}) names[specifier] = Object.keys(${load}(specifier)).sort()
  const { createState } = ${load}('grantkit')
  const { createDPoP } = ${load}('@grantkit/jose')
  const { createClientCredentialsTokens } = ${load}('@grantkit/tokens')
  const { withTokens } = ${load}('@grantkit/ky')
  const { default: ky } = ${load}('ky')
  const fetch = async (input, init) => {
    const { method, headers } = new Request(input, init)
    const token = { access_token: 'at', token_type: 'Bearer', expires_in: 60 }
    return Response.json(method === 'POST' ? token : { sent: headers.get('authorization') })
  }
  const proof = await createDPoP().createProof({ method: 'GET', url: 'https://api.example' })
  const source = createClientCredentialsTokens({ address: 'https://server.example/token', clientId: 'c', fetch })
  const api = withTokens(ky.create({ fetch }), source, { origins: ['https://api.example'] })
  const { sent } = await api.get('https://api.example').json()
  console.log(JSON.stringify({ names, state: createState(), proof, sent }))
})()`
const programs = {
  import: ['--input-type=module', '--eval', program('await import')],
  require: ['--no-warnings', '--input-type=commonjs', '--eval', program('require')],
}

for (const [name, node] of Object.entries(nodes)) {
  test.concurrent.for(Object.entries(programs))(
    `${name} can %s all that there is, and use it (PAIN 38)`,
    async ([, args], { expect }) => {
      const { output } = await run(node, args, installed.folder)
      const { names, state, proof, sent } = JSON.parse(output)
      // some versions of Node add a member to required modules
      const marked = Object.entries<string[]>(names).map(([specifier, all]) => [
        specifier,
        all.filter((each) => each !== 'module.exports'),
      ])
      expect(Object.fromEntries(marked)).toEqual(publicNames)
      expect(state).toHaveLength(43)
      expect(proof.split('.')).toHaveLength(3)
      expect(sent).toBe('Bearer at')
    },
  )
}
