// Two runs against a real server that rotates refresh tokens and detects their reuse:
//   node --conditions=@grantkit/source e2e/chaos/chaos.ts [--seconds 120] [--seed 1]
import { parseArgs } from 'node:util'
import { isGood, lines, toExplain } from './report.ts'
import { runChaos } from './run-chaos.ts'
import { settings } from './settings.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } })
const { seconds = '120', seed = `${Date.now() % 100_000}` } = values

console.log(`seed ${seed}`)
let good = true
for (const setting of settings) {
  const report = await runChaos({ ...setting, seconds: Number(seconds), seed: Number(seed) })
  console.log(lines(report).join('\n'))
  good &&= isGood(report)
  for (const session of toExplain(report).slice(0, 3)) {
    console.error(`what is known of session ${session}:\n${report.story(session).join('\n')}`)
  }
}
process.exitCode = good ? 0 : 1
