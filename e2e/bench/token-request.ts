// How long one authorization-code token request takes with each library, beside a fetch written by hand.

import { cpus, loadavg } from 'node:os'
import { check } from './check.ts'
import type { Contestant } from './contestant.ts'
import { badgateway } from './contestants/badgateway.ts'
import { grantkit } from './contestants/grantkit.ts'
import { handWritten } from './contestants/hand-written.ts'
import { oauth4webapi } from './contestants/oauth4webapi.ts'
import { openidClient } from './contestants/openid-client.ts'
import { confidentialClient, type Job, publicClient } from './job.ts'
import { measure } from './measure.ts'
import { median } from './median.ts'
import { stubFetch } from './stub-fetch.ts'
import { table } from './table.ts'

const baseline = 'hand-written fetch'
const contestants: Record<string, Contestant> = {
  [baseline]: handWritten,
  grantkit,
  oauth4webapi,
  '@badgateway/oauth2-client': badgateway,
  'openid-client': openidClient,
}
const rounds = Number(process.argv[2] ?? 2500)
const parts = 10

async function compare(title: string, job: Job): Promise<void> {
  for (const [name, contestant] of Object.entries(contestants)) await check(name, contestant, job)
  const runners = Object.fromEntries(
    Object.entries(contestants).map(([name, contestant]) => [name, contestant(job, stubFetch)]),
  )
  const times = await measure(runners, rounds)
  const rows = Object.keys(contestants).map((name) => {
    const micros = times.map((round) => round[name] ?? Number.NaN)
    // paired within a round, for the machine's speed drifts between rounds
    const ratios = times.map((round) => (round[name] ?? Number.NaN) / (round[baseline] ?? Number.NaN))
    const partial = Array.from({ length: parts }, (_, part) =>
      median(ratios.slice((part * rounds) / parts, ((part + 1) * rounds) / parts)),
    )
    const spread = `${Math.min(...partial).toFixed(2)} to ${Math.max(...partial).toFixed(2)}`
    return [name, median(micros).toFixed(2), `${median(ratios).toFixed(3)}x`, spread]
  })
  console.log(`\n${title}\n\n${table([['', 'median us', 'over hand-written', 'over tenths of the run'], ...rows])}`)
}

if (!import.meta.resolve('grantkit').includes('/dist/'))
  throw new Error('run without --conditions: this times the build')
const [cpu] = cpus()
const machine = `${cpus().length} x ${cpu?.model}, load ${loadavg()[0]?.toFixed(2)}`
console.log(`Node ${process.version} on ${machine}; ${rounds} rounds each`)
await compare('Authorization code with PKCE, public client', publicClient)
await compare('Authorization code with PKCE, confidential client (Basic)', confidentialClient)
