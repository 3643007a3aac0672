import { setImmediate } from 'node:timers/promises'
import { seededShuffle } from './seeded-shuffle.ts'

// Short, for weak references keep a slice's responses alive until the event loop turns, which no real request sees
const requestsPerSlice = 50
// Until the ratios stand still; the more code a contestant has, the later the compiler is done with it
const warmUpRounds = 600

/**
 * Microseconds per request, of each runner in each round. In a round every runner has one short slice, in an order that
 * changes from round to round: whatever slows the machine down for a while hits all of them alike.
 */
export async function measure<Name extends string>(
  runners: Record<Name, () => Promise<unknown>>,
  rounds: number,
): Promise<Record<Name, number>[]> {
  const names = Object.keys(runners) as Name[]
  const shuffle = seededShuffle(names.length)
  const measured: Record<Name, number>[] = []
  // once, and not between slices: each forced collection also throws optimised code away, and doubles every time
  globalThis.gc?.()
  for (let round = -warmUpRounds; round < rounds; round++) {
    const times = {} as Record<Name, number>
    for (const name of shuffle(names)) times[name] = await slice(runners[name])
    if (round >= 0) measured.push(times)
  }
  return measured
}

async function slice(run: () => Promise<unknown>): Promise<number> {
  // what the slice before left to the event loop, such as finalizers, is not this one's to pay
  await setImmediate()
  const start = performance.now()
  for (let i = 0; i < requestsPerSlice; i++) await run()
  return ((performance.now() - start) * 1000) / requestsPerSlice
}
