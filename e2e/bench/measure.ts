import { setImmediate } from 'node:timers/promises'
import { seededShuffle } from './seeded-shuffle.ts'

/** How often what is measured is run. */
export interface Pace {
  rounds: number
  /** Rounds that don't count: until the ratios stand still. The more code there is, the later the compiler is done with it. */
  warmUpRounds: number
  /** Short, for weak references keep a slice's responses alive until the event loop turns, which no real request sees. */
  runsPerSlice: number
}

/** As many rounds as are asked for on the command line; a job may do with fewer. */
export const askedRounds: number = Number(process.argv[2] ?? 2500)

/**
 * Microseconds per run, of each runner in each round. In a round every runner has one short slice, in an order that
 * changes from round to round: whatever slows the machine down for a while hits all of them alike.
 */
export async function measure<Name extends string>(
  runners: Record<Name, () => unknown>,
  { rounds = askedRounds, warmUpRounds = 600, runsPerSlice = 50 }: Partial<Pace> = {},
): Promise<Record<Name, number>[]> {
  const names = Object.keys(runners) as Name[]
  const shuffle = seededShuffle(names.length)
  const measured: Record<Name, number>[] = []
  // once, and not between slices: each forced collection also throws optimised code away, and doubles every time
  globalThis.gc?.()
  for (let round = -warmUpRounds; round < rounds; round++) {
    const times = {} as Record<Name, number>
    for (const name of shuffle(names)) times[name] = await slice(runners[name], runsPerSlice)
    if (round >= 0) measured.push(times)
  }
  return measured
}

async function slice(run: () => unknown, runs: number): Promise<number> {
  // what the slice before left to the event loop, such as finalizers, is not this one's to pay
  await setImmediate()
  const start = performance.now()
  for (let i = 0; i < runs; i++) await run()
  return ((performance.now() - start) * 1000) / runs
}
