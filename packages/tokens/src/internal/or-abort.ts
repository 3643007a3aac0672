/** What `promise` becomes; rejects with the signal's reason as soon as that aborts. Leaves no listener behind. */
export async function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  let stop = (): void => {}
  try {
    return await new Promise<T>((resolve, reject) => {
      stop = () => reject(signal.reason)
      promise.then(resolve, reject)
      if (signal.aborted) stop()
      signal.addEventListener('abort', stop)
    })
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
