import { expect, it } from 'vitest'
import type { Lock } from '../lock.ts'
import { deferred } from './deferred.ts'

/** The tests that every lock has to pass; `create` makes one lock twice if two objects can share it. */
export function lockContract(create: () => Lock | [Lock, Lock]): void {
  let count = 0
  const two = (): { one: Lock; other: Lock; name: string } => {
    const made = [create()].flat()
    const one = made[0] as Lock
    return { one, other: made[1] ?? one, name: `contract ${count++}` }
  }
  const { signal } = new AbortController()

  it('settles as the task does', async () => {
    const { one, name } = two()
    expect(await one.withLock(name, async () => 'value', { signal })).toBe('value')
    const failure = new Error('of the task')
    await expect(one.withLock(name, () => Promise.reject(failure), { signal })).rejects.toBe(failure)
    expect(await one.withLock(name, async () => 'again', { signal })).toBe('again')
  })

  it('lets one task run at a time for one name (PAIN 2)', async () => {
    const { one, other, name } = two()
    let [running, most, runs] = [0, 0, 0]
    const task = async (): Promise<void> => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 2))
      running--
      runs++
    }
    await Promise.all(
      Array.from({ length: 12 }, (_, turn) => (turn % 2 ? one : other).withLock(name, task, { signal })),
    )
    expect({ most, runs }).toEqual({ most: 1, runs: 12 })
  })

  it('keeps different names apart', async () => {
    const { one, other, name } = two()
    const held = deferred<string>()
    const first = one.withLock(name, () => held.promise, { signal })
    expect(await other.withLock(`${name} too`, async () => 'second', { signal })).toBe('second')
    held.resolve('first')
    expect(await first).toBe('first')
  })

  it("rejects with the signal's reason while it waits, and never runs the task (PAIN 3)", async () => {
    const { one, other, name } = two()
    const held = deferred<void>()
    const holding = deferred<void>()
    const first = one.withLock(
      name,
      () => {
        holding.resolve()
        return held.promise
      },
      { signal },
    )
    await holding.promise
    const impatient = new AbortController()
    const runs: string[] = []
    const second = other.withLock(name, async () => runs.push('ran'), { signal: impatient.signal })
    const reason = new Error('waited long enough')
    impatient.abort(reason)
    await expect(second).rejects.toBe(reason)
    held.resolve()
    await first
    expect(await other.withLock(name, async () => 'free', { signal })).toBe('free')
    expect(runs).toEqual([])
  })

  it('is not tried for with a signal that has aborted', async () => {
    const { one, name } = two()
    const runs: string[] = []
    const reason = new Error('gone')
    await expect(one.withLock(name, async () => runs.push('ran'), { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    )
    expect(runs).toEqual([])
  })

  it('lets a task that runs go on when the signal aborts', async () => {
    const { one, name } = two()
    const controller = new AbortController()
    const running = one.withLock(
      name,
      async () => {
        controller.abort()
        await new Promise((resolve) => setTimeout(resolve, 5))
        return 'done'
      },
      { signal: controller.signal },
    )
    expect(await running).toBe('done')
  })
}
