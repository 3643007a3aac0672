// Compares the size of a user's bundle for the same job with each library. Fails if grantkit exceeds a budget.
// `--names` also prints the size of each name alone, which takes a minute more.

import { readFileSync } from 'node:fs'
import { table } from '../bench/table.ts'
import { publicNames } from '../packaging/public-names.ts'
import { budgets, momentBudgets } from './budgets.ts'
import { bundleWithNames } from './bundle.ts'
import { forbiddenWords, wordsOf } from './forbidden-words.ts'
import { isOurs, jobs } from './jobs.ts'
import { loginPeers } from './login-peers.ts'
import { type Imports, type Measured, measure, programOf, type Size, sizeOf } from './measure.ts'
import { type Moment, momentsOf } from './moments.ts'

const withNames = process.argv.includes('--names')
const faults: string[] = []

function sizes(...measured: readonly Size[]): string[] {
  return measured.flatMap(({ min, gzip }) => [`${min}`, `${gzip}`])
}

/** Records each forbidden word in a bundle of these names. */
function checkWords(title: string, imports: Imports, ...bundles: readonly string[]): void {
  for (const word of forbiddenWords(imports)) {
    if (bundles.some((code) => code.includes(word))) faults.push(`${title}: holds "${word}"`)
  }
}

const header = ['esbuild min', 'gzip', 'rollup min', 'gzip']

const rows: string[][] = []
for (const each of jobs) {
  const { job, library, imports } = each
  const measured = await measure(imports)
  const budget = isOurs(each) ? budgets[job] : undefined
  const row = [`${job}: ${library}`, ...sizes(measured.byEsbuild, measured.byRollup)]
  rows.push(budget ? [...row, `${budget.aim ?? ''}`, `${budget.most}`, `${budget.most - measured.gzip}`] : row)
  if (!budget) continue
  // search in the minified text, and in the one with names
  checkWords(job, imports, measured.esbuild, measured.rollup, measured.readable)
  if (measured.gzip > budget.most) {
    faults.push(`${job}: ${measured.gzip} bytes, ${measured.gzip - budget.most} over the budget of ${budget.most}`)
  }
}
const umd = new URL('grantkit.umd.min.js', import.meta.resolve('grantkit'))
rows.push(['everything: grantkit.umd.min.js, as it is', ...sizes(sizeOf(readFileSync(umd, 'utf8')))])
console.log(`A user's bundle, in bytes\n\n${table([['', ...header, 'aim', 'budget', 'headroom'], ...rows])}`)

const [byEsbuild, byRollup] = [await momentsOf('esbuild'), await momentsOf('rollup')]
const momentRows = Object.entries(momentBudgets).map(([moment, { aim, most }]) => {
  const each = [byEsbuild, byRollup].map((sizes) => sizes[moment as Moment])
  const over = Math.max(...each) - most
  if (over > 0) faults.push(`${moment}: ${over} bytes over the budget of ${most}`)
  // otherwise the job measures something else, or the budget is useless
  if (Math.min(...each) < most / 2) faults.push(`${moment}: less than half of its budget of ${most}`)
  return [moment, ...each.map(String), `${aim ?? ''}`, `${most}`]
})
const momentHeader = ['', 'esbuild gzip', 'rollup gzip', 'aim', 'budget']
console.log(`\nWhat a page of @grantkit/browser loads, in bytes\n\n${table([momentHeader, ...momentRows])}`)

// started early, because they take seconds and nothing here depends on them
if (process.argv.includes('--peers')) {
  console.log(`\nWhat a page with a login loads, in gzipped bytes\n\n${await loginPeers(byEsbuild, byRollup)}`)
}

// modules for servers are never bundled for a page
const forServers = /\/(redis-lock|opentelemetry)$/
for (const [module, names] of Object.entries(publicNames)) {
  if (forServers.test(module)) continue
  if (wordsOf(module).length) await checkNames(module, names)
  if (withNames) await printNames(module, names)
}

/** Checks that a bundle of each single name contains no forbidden word. */
async function checkNames(module: string, names: readonly string[]): Promise<void> {
  const { readable } = await measure({ [module]: '*' })
  // a word that no bundle contains any more makes the check useless
  const gone = wordsOf(module).filter((word) => !readable.includes(word))
  faults.push(...gone.map((word) => `forbidden-words.ts: nothing of ${module} holds "${word}"; renamed?`))
  for (const name of names) {
    const imports = { [module]: [name] }
    checkWords(name, imports, await bundleWithNames(programOf(imports)))
  }
}

/** Prints the size of each name alone, the largest first. */
async function printNames(module: string, names: readonly string[]): Promise<void> {
  const perName: [string, Measured][] = []
  for (const name of names) perName.push([name, await measure({ [module]: [name] })])
  perName.sort(([, a], [, b]) => b.gzip - a.gzip)
  const nameRows = perName.map(([name, { byEsbuild, byRollup }]) => [name, ...sizes(byEsbuild, byRollup)])
  console.log(`\nOne name of ${module} alone, in bytes\n\n${table([['', ...header], ...nameRows])}`)
}

console.log(
  faults.length
    ? `\nTOO MUCH\n${faults.join('\n')}`
    : '\nEvery bundle is within its budget and free of what it has no use for.',
)
if (faults.length) process.exitCode = 1
