import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Run, root, run } from './run.ts'

/** A folder of somebody who installed the packed core, without a network. */
export interface Installed {
  folder: string
  tarball: string
  remove: () => void
}

/** Packs core as it would be published, and installs the tarball into an empty program. */
export async function installCore(): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), 'grantkit-installed-'))
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  await well(pnpm('pack', '--pack-destination', folder))
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (!name) throw new Error('pnpm pack wrote no tarball')
  const tarball = join(folder, name)
  await well(run('tar', ['-xzf', tarball, '-C', modules]))
  renameSync(join(modules, 'package'), join(modules, 'grantkit'))
  symlinkSync(join(root, 'node_modules/@types'), join(modules, '@types'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  return { folder, tarball, remove: () => rmSync(folder, { recursive: true }) }
}

function pnpm(...args: string[]): Promise<Run> {
  const core = join(root, 'packages/core')
  // whoever started the tests without pnpm has npx
  return run('pnpm', args, core).catch(() => run('npx', ['-y', '--prefer-offline', 'pnpm@12', ...args], core))
}

async function well(running: Promise<Run>): Promise<void> {
  const { status, output } = await running
  if (status !== 0) throw new Error(output)
}
