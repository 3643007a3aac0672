import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { publishedPackages } from './published-packages.ts'
import { type Run, root, run } from './run.ts'

/** A folder in which all packed packages and their dependencies are installed, without a network. */
export interface Installed {
  folder: string
  /** The folder of an unpacked package. */
  contents: (name: string) => string
  tarball: (name: string) => string
  remove: () => void
}

/** Packs the packages as for publishing, and installs the tarballs together in an empty project. */
export async function installPackages(): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), 'grantkit-installed-'))
  const modules = join(folder, 'node_modules')
  const contents = (name: string) => join(modules, name)
  // npx runs pnpm if it isn't installed
  const args = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder]
  await well(run('pnpm', args).catch(() => run('npx', ['-y', '--prefer-offline', 'pnpm@12', ...args])))
  const files = readdirSync(folder)
  const tarball = (name: string) => {
    const file = files.find((each) => each.replace(/-\d.*/, '') === name.replace('@', '').replace('/', '-'))
    if (!file) throw new Error(`pnpm pack wrote no tarball of ${name}`)
    return join(folder, file)
  }
  const link = (name: string, target: string) => {
    mkdirSync(dirname(contents(name)), { recursive: true })
    symlinkSync(realpathSync(target), contents(name))
  }
  const outside = new Map<string, string>()
  for (const { name, folder: source, manifest } of publishedPackages) {
    mkdirSync(dirname(contents(name)), { recursive: true })
    await well(run('tar', ['-xzf', tarball(name), '-C', folder]))
    renameSync(join(folder, 'package'), contents(name))
    for (const asked of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      outside.set(asked, join(source, 'node_modules', asked))
    }
  }
  for (const { name } of publishedPackages) outside.delete(name)
  for (const [name, target] of outside) link(name, target)
  symlinkSync(join(root, 'node_modules/@types'), contents('@types'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  return { folder, contents, tarball, remove: () => rmSync(folder, { recursive: true }) }
}

async function well(running: Promise<Run>): Promise<void> {
  const { status, output } = await running
  if (status !== 0) throw new Error(output)
}
