// Says what is missing if an install did not go through: pnpm only warns then, and runs the script all the same.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)
const missing = ['.', 'e2e', 'examples', 'docs', ...packages].flatMap((folder) => {
  const { dependencies, devDependencies } = manifestOf(join(root, folder))
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([name, wanted]) => !isThere(join(root, folder, 'node_modules', name), wanted))
    .map(([name, wanted]) => `${name}@${wanted} in ${folder}`)
})

/** Whether a package is installed, in the very version if one is pinned. */
function isThere(folder, wanted) {
  if (!existsSync(join(folder, 'package.json'))) return false
  const pinned = /(?:^|@)(\d\S*)$/.exec(wanted)?.[1]
  return !pinned || manifestOf(folder).version === pinned
}

// a package may be there without the program that its install script brings
const { node } = manifestOf(root).devDependencies
if (process.versions.node !== node) missing.push(`Node ${node}; this is ${process.versions.node}`)

if (missing.length) {
  console.error(`These dependencies are missing, so the installation failed; its messages are further up:
  ${missing.join('\n  ')}
Run  npx -y pnpm@12 install --force  and see what it says.`)
  process.exit(1)
}
console.log(`Node ${node} and all dependencies are there`)
