/** Settles as `promise` does, but rejects with the signal's reason as soon as that aborts. Removes its listener at the end. */
export async function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  let stop = (): void => {}
  try {
    return await new Promise<T>((resolve, reject) => {
      stop = () => reject(signal!.reason)
      promise.then(resolve, reject)
      if (signal?.aborted) stop()
      signal?.addEventListener('abort', stop)
    })
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}
