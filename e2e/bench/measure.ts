import { setImmediate } from 'node:timers/promises'
import { seededShuffle } from './seeded-shuffle.ts'

/** How often a runner is run. */
export interface Pace {
  rounds: number
  /** Rounds that don't count, until the ratios are stable. The more code there is, the longer the compiler takes to optimise it. */
  warmUpRounds: number
  /** Few, because weak references keep a slice's responses alive until the next turn of the event loop, unlike in real programs. */
  runsPerSlice: number
}

/** The number of rounds from the command line. A job may use fewer. */
export const askedRounds: number = Number(process.argv[2] ?? 2500)

/**
 * Microseconds per run, for each runner and round. In each round every runner gets one short slice, in a new order, so that a slow
 * moment of the machine affects all of them equally.
 */
export async function measure<Name extends string>(
  runners: Record<Name, () => unknown>,
  { rounds = askedRounds, warmUpRounds = 600, runsPerSlice = 50 }: Partial<Pace> = {},
): Promise<Record<Name, number>[]> {
  const names = Object.keys(runners) as Name[]
  const shuffle = seededShuffle(names.length)
  const measured: Record<Name, number>[] = []
  // once, not between slices: each forced collection also discards optimised code, which doubles all times
  globalThis.gc?.()
  for (let round = -warmUpRounds; round < rounds; round++) {
    const times = {} as Record<Name, number>
    for (const name of shuffle(names)) times[name] = await slice(runners[name], runsPerSlice)
    if (round >= 0) measured.push(times)
  }
  return measured
}

async function slice(run: () => unknown, runs: number): Promise<number> {
  // let the event loop finish the work of the previous slice, such as finalizers
  await setImmediate()
  const start = performance.now()
  for (let i = 0; i < runs; i++) await run()
  return ((performance.now() - start) * 1000) / runs
}
