import { gzipSync } from 'node:zlib'
import * as esbuild from 'esbuild'
import { describe, expect, it } from 'vitest'

/** The code that a page loads at once for an export, and the code that it loads later, as split by esbuild. */
async function chunksOf(module: string, name: string): Promise<{ eager: string; lazy: string }> {
  const { outputFiles, metafile } = await esbuild.build({
    stdin: { contents: `export { ${name} } from '${module}'`, resolveDir: import.meta.dirname },
    bundle: true,
    external: ['node:*'],
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: 'out',
    write: false,
    metafile: true,
  })
  const eager = new Set<string>()
  const follow = (path: string): void => {
    if (eager.has(path)) return
    eager.add(path)
    for (const each of metafile.outputs[path]?.imports ?? []) if (each.kind === 'import-statement') follow(each.path)
  }
  follow('out/stdin.js')
  const textOf = (isEager: boolean) =>
    outputFiles
      .filter(({ path }) => [...eager].some((each) => path.endsWith(each)) === isEager)
      .map(({ text }) => text)
      .join('')
  return { eager: textOf(true), lazy: textOf(false) }
}
const gzip = (text: string) => gzipSync(text, { level: 9 }).length

describe.for([
  ['@grantkit/oidc/prepare-login', 'prepareLogin', 10_310],
  ['@grantkit/oidc/process-response', 'processResponse', 11_255],
  ['@grantkit/oidc/logout', 'prepareLogout', 8275],
  ['@grantkit/oidc/login-state', 'isOwnState', 300],
  ['@grantkit/oidc/return-to', 'safeReturnTo', 400],
  ['@grantkit/oidc/loopback', 'loginOnLoopback', 4275],
  ['@grantkit/oidc/same-user', 'isSameUser', 300],
] as const)('a page that imports %s', ([module, name, most]) => {
  it(`loads at most ${most} bytes for ${name}, and no ID token validation, at once`, async () => {
    const { eager } = await chunksOf(module, name)
    expect(eager).not.toContain('signature_invalid')
    expect(gzip(eager)).toBeGreaterThan(200)
    expect(gzip(eager)).toBeLessThanOrEqual(most)
  })
})

it('loads the validation of ID tokens when a response comes', async () => {
  const { lazy } = await chunksOf('@grantkit/oidc/process-response', 'processResponse')
  expect(lazy).toContain('signature_invalid')
})
