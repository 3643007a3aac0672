import { seededChance } from '../seeded-chance.ts'

/** A shuffle that gives the same order in every run with the same seed. */
export function seededShuffle(seed: number): <T>(items: readonly T[]) => T[] {
  const { between } = seededChance(seed)
  return (items) => {
    const shuffled = [...items]
    for (let end = shuffled.length - 1; end > 0; end--) {
      const other = between(0, end)
      const held = shuffled[end]
      shuffled[end] = shuffled[other] as (typeof shuffled)[number]
      shuffled[other] = held as (typeof shuffled)[number]
    }
    return shuffled
  }
}
