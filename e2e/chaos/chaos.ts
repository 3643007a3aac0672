// A run against two real servers that rotate refresh tokens and detect their reuse. One has an overlap window, the other doesn't:
//   node --conditions=@grantkit/source e2e/chaos/chaos.ts [--seconds 120] [--seed 1]
import { parseArgs } from 'node:util'
import { isGood, lines, toExplain } from './report.ts'
import { runChaos } from './run-chaos.ts'
import { settings } from './settings.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } })
const { seconds = '120', seed = `${Date.now() % 100_000}` } = values

console.log(`seed ${seed}`)
const report = await runChaos({ settings, seconds: Number(seconds), seed: Number(seed) })
console.log(lines(report).join('\n'))
for (const session of toExplain(report).slice(0, 3)) {
  console.error(`what is known of session ${session}:\n${report.story(session).join('\n')}`)
}
process.exitCode = isGood(report) ? 0 : 1
