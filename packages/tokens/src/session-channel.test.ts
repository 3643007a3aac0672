import { expect, test } from 'vitest'
import { createBroadcastSessionChannel } from './index.ts'

/** Two ends of one channel, and what the listeners of the second heard. */
function twoEnds() {
  const name = `test ${Math.random()}`
  return { here: createBroadcastSessionChannel(name), there: createBroadcastSessionChannel(name) }
}

test('all listeners of a channel get the messages of another, once for each subscription', async () => {
  const { here, there } = twoEnds()
  const heard: string[] = []
  const undo: (() => void)[] = []
  // more than Node allows at one target without a warning
  const all = new Promise<void>((resolve) => {
    for (let index = 0; index < 20; index++) {
      undo.push(there.listen((message) => heard.push(message) === 20 && resolve()))
    }
  })
  here.post('key started 1')
  await all
  expect(new Set(heard)).toEqual(new Set(['key started 1']))
  for (const stop of undo) stop()
})

test('a listener that stopped gets no messages, and the others still do', async () => {
  const { here, there } = twoEnds()
  const heard: string[] = []
  const stop = there.listen((message) => void heard.push(`first ${message}`))
  const next = new Promise<() => void>((resolve) => {
    const undo = there.listen((message) => {
      heard.push(`second ${message}`)
      resolve(undo)
    })
  })
  stop()
  stop()
  here.post('news')
  ;(await next)()
  expect(heard).toEqual(['second news'])
  // opened again
  const again = new Promise<string>((resolve) => undoAfter(resolve))
  function undoAfter(resolve: (message: string) => void): void {
    const undo = there.listen((message) => {
      undo()
      resolve(message)
    })
  }
  here.post('more news')
  expect(await again).toBe('more news')
})
