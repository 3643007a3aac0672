export interface Chance {
  /** From 0 to below 1. */
  random(): number
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number
  oneOf<T>(items: readonly T[]): T
}

/** Random numbers that are the same in every run with the same seed. The timing between processes still differs. */
export function seededChance(seed: number): Chance {
  let state = seed
  // mulberry32
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    random,
    between: (from, to) => from + Math.floor(random() * (to - from + 1)),
    oneOf: (items) => items[Math.floor(random() * items.length)] as (typeof items)[number],
  }
}
