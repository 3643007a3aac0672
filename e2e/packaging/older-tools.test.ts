import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Installed, installPackages } from './installed-packages.ts'
import { root, run } from './run.ts'

let installed: Installed
beforeAll(async () => {
  installed = await installPackages()
})
afterAll(() => installed.remove())

const tool = (path: string) => join(root, 'e2e/node_modules', path)
const use = `createClientCredentialsTokens({
  address: 'https://server.example/token',
  clientId: 'c',
  fetch: async () => new Response('{ "access_token": "at", "token_type": "Bearer" }'),
})`

describe('Jest', () => {
  /** Runs one test in a separate project. */
  const jest = async (name: string, code: string, flags: string[]) => {
    const folder = join(installed.folder, name)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', jest: { transform: {} } }))
    writeFileSync(join(folder, 'tokens.test.js'), code)
    return run(process.execPath, [...flags, tool('jest/bin/jest.js'), '--ci', '--rootDir', folder], folder)
  }
  const code = `
    import { createClientCredentialsTokens } from '@grantkit/tokens'
    test('a token', async () => {
      const { accessToken } = await ${use}.getAccessToken()
      expect(accessToken).toBe('at')
    })`

  test('runs tests that import the packages, with its ES modules switched on (PAIN 38)', async () => {
    const { status, output } = await jest('modules', code, ['--experimental-vm-modules', '--no-warnings'])
    expect(output).toContain('1 passed')
    expect(status).toBe(0)
  })
})

describe('TypeScript 5.0', () => {
  const program = `
    import { createClientCredentialsTokens } from '@grantkit/tokens'
    import { createClient, type TokenResponse } from 'grantkit'
    export const tokens = ${use}
    export const asked: Promise<TokenResponse> = createClient({ authority: 'https://server.example' }).requestRefreshToken({
      refreshToken: 'rt',
    })`

  test.each(['node16', 'bundler', 'node'])('reads the types with moduleResolution %s (PAIN 38)', async (resolution) => {
    const folder = join(installed.folder, `typescript-${resolution}`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'program.ts'), program)
    const compilerOptions = {
      target: 'es2022',
      module: resolution === 'node16' ? 'node16' : 'es2022',
      moduleResolution: resolution,
      lib: ['es2022', 'dom'],
      types: [],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ files: ['program.ts'], compilerOptions }))
    const { status, output } = await run(process.execPath, [tool('typescript50/bin/tsc'), '-p', folder])
    expect(output).toBe('')
    expect(status).toBe(0)
  })
})
