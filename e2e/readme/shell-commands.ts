import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../packaging/run.ts'

const manifestOf = (folder: string) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)
const manifests = ['.', 'e2e', 'examples', 'docs', ...packages].map(manifestOf)
const installed = new Set(
  manifests.flatMap(({ name, dependencies, devDependencies, peerDependencies }) => [
    name,
    ...Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies }),
  ]),
)
const scripts = Object.keys(manifests[0].scripts)
/** Programs that readers are expected to have. */
const programs = ['bun', 'curl', 'deno', 'export', 'git', 'mkdir', 'node', 'npm', 'npx', 'openssl', 'pnpm', 'yarn']

/** The commands of a block that can't work: an unknown program, a missing script or file, or a package that no test uses. */
export function unknownCommands(code: string): string[] {
  return code
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line && !isKnown(line))
}

function isKnown(line: string): boolean {
  const [program = '', verb = '', ...args] = line.replace(/^(?:[A-Z_]+=\S+ )+/, '').split(/\s+/)
  if (!programs.includes(program)) return false
  const names = args
    .filter((arg) => !arg.startsWith('-'))
    .map((arg) => arg.replace(/(?<=.)@[^/]+$/, '').replace(/^(npm|jsr):/, ''))
  if (['install', 'add', 'i'].includes(verb)) return names.every((name) => installed.has(name))
  const script = program === 'npx' ? /pnpm@12 (\S+)/.exec(line)?.[1] : program === 'pnpm' ? verb : undefined
  if (script && !['exec', 'dlx', 'run'].includes(script)) return scripts.includes(script)
  if (program === 'node' && /^(e2e|docs|packages|examples)\//.test(verb)) return existsSync(join(root, verb))
  return true
}
