// How many bytes a user's bundle takes for the same job with each library; fails where grantkit is over budget.

import { readFileSync } from 'node:fs'
import { table } from '../bench/table.ts'
import { publicNames } from '../packaging/public-names.ts'
import { budgets, momentBudgets } from './budgets.ts'
import { forbiddenWords, wordsOf } from './forbidden-words.ts'
import { isOurs, jobs } from './jobs.ts'
import { type Imports, type Measured, measure, type Size, sizeOf } from './measure.ts'
import { type Moment, momentsOf } from './moments.ts'

const faults: string[] = []

function sizes(...measured: readonly Size[]): string[] {
  return measured.flatMap(({ min, gzip }) => [`${min}`, `${gzip}`])
}

/** Notes each word that has no business in a bundle of these names, in the text that ships or in the one with names. */
function checkWords(title: string, imports: Imports, { esbuild, rollup, readable }: Measured): void {
  for (const word of forbiddenWords(imports)) {
    if ([esbuild, rollup, readable].some((code) => code.includes(word))) faults.push(`${title}: holds "${word}"`)
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
  checkWords(job, imports, measured)
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
  return [moment, ...each.map(String), `${aim ?? ''}`, `${most}`]
})
const momentHeader = ['', 'esbuild gzip', 'rollup gzip', 'aim', 'budget']
console.log(`\nWhat a page of @grantkit/browser loads, in bytes\n\n${table([momentHeader, ...momentRows])}`)

// what is for servers alone is never bundled for a page
const forServers = /\/(redis-lock|opentelemetry)$/
for (const [module, names] of Object.entries(publicNames)) {
  if (forServers.test(module)) continue
  const { readable } = await measure({ [module]: '*' })
  // a word that is nowhere any more would be searched for in vain
  const gone = wordsOf(module).filter((word) => !readable.includes(word))
  faults.push(...gone.map((word) => `forbidden-words.ts: nothing of ${module} holds "${word}"; renamed?`))
  const perName: [string, Measured][] = []
  for (const name of names) {
    const imports = { [module]: [name] }
    const measured = await measure(imports)
    checkWords(name, imports, measured)
    perName.push([name, measured])
  }
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
