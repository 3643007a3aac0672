/** Does the work once and remembers its result. A failure isn't remembered. */
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
