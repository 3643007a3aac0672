/** Does the work once and remembers what came; not that it failed. */
export function remembered<T>(work: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined
  return () => {
    const mine = known ?? work()
    known = mine
    mine.catch(() => {
      if (known === mine) known = undefined
    })
    return mine
  }
}
