import { describe, expect, it } from 'vitest'
import { createMemoryLock } from './index.ts'
import { deferred } from './testing/deferred.ts'
import { lockContract } from './testing/lock-contract.ts'

describe('the memory lock', () => {
  lockContract(() => createMemoryLock())

  it('is granted in the order of the calls', async () => {
    const lock = createMemoryLock()
    const { signal } = new AbortController()
    const order: number[] = []
    const tasks = [1, 2, 3, 4, 5].map((turn) => lock.withLock('name', async () => void order.push(turn), { signal }))
    await Promise.all(tasks)
    expect(order).toEqual([1, 2, 3, 4, 5])
  })

  it('is granted to nobody early if a waiting caller aborts', async () => {
    const lock = createMemoryLock()
    const held = deferred<void>()
    const order: string[] = []
    const { signal } = new AbortController()
    const impatient = new AbortController()
    const first = lock.withLock('name', () => held.promise.then(() => void order.push('first')), { signal })
    const second = lock.withLock('name', async () => void order.push('second'), { signal: impatient.signal })
    const third = lock.withLock('name', async () => void order.push('third'), { signal })
    impatient.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
    expect(order).toEqual([])
    held.resolve()
    await Promise.all([first, third])
    expect(order).toEqual(['first', 'third'])
  })
})
