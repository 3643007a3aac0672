/** A shuffle whose sequence is the same in every run with the same seed. */
export function seededShuffle(seed: number): <T>(items: readonly T[]) => T[] {
  let state = seed
  // mulberry32
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return (items) => {
    const shuffled = [...items]
    for (let end = shuffled.length - 1; end > 0; end--) {
      const other = Math.floor(random() * (end + 1))
      const held = shuffled[end]
      shuffled[end] = shuffled[other] as (typeof shuffled)[number]
      shuffled[other] = held as (typeof shuffled)[number]
    }
    return shuffled
  }
}
