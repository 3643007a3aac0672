import { createMemoryLock, createMemoryStore, type TokenStore } from '@grantkit/tokens'
import { expect, it } from 'vitest'
import { createLogoutIndex } from './logout-index.ts'
import { createSharedEntries } from './shared-entries.ts'

const user = { iss: 'https://as.example', aud: 'app', sub: 'alice', sid: 'one', iat: 0, exp: 1 }
const lock = createMemoryLock()

function set(store: TokenStore = createMemoryStore(), now = () => 0) {
  const entries = createSharedEntries('test', { store, lock, now })
  return { entries, index: createLogoutIndex(entries, now) }
}

it('finds sessions once, by sid or else by sub', async () => {
  const { index } = set()
  await index.add(user, 'a', 1000)
  await index.add({ ...user, sid: 'two' }, 'b', 1000)
  await index.add({ ...user, iss: 'https://other.example' }, 'c', 1000)
  expect(await index.take(user.iss, { sid: 'two', sub: 'alice' })).toEqual(['b'])
  expect(await index.has({ ...user, sid: 'two' }, 'b')).toBe(false)
  expect(await index.take(user.iss, { sid: 'two' })).toEqual([])
  expect(await index.take(user.iss, { sub: 'alice' })).toEqual(['a', 'b'])
  expect(await index.take(user.iss, {})).toEqual([])
})

it('removes what has expired', async () => {
  let time = 0
  const { index } = set(createMemoryStore({ now: () => time }), () => time)
  await index.add(user, 'a', 1000)
  await index.add(user, 'b', 3000)
  time = 2000
  expect(await index.take(user.iss, { sub: 'alice' })).toEqual(['b'])
  await index.add(user, 'd', 3000)
  await index.remove(user, 'd')
  expect(await index.take(user.iss, { sub: 'alice' })).toEqual([])
})

it('keeps a thousand sessions of one user, and returns the rest', async () => {
  const { entries, index } = set()
  const noted = Array.from({ length: 1000 }, (_, at) => [`s${at}`, 1000])
  await entries.change(
    JSON.stringify(['sub', user.iss, user.sub]),
    () => JSON.stringify(noted),
    () => 1000,
  )
  expect(await index.add(user, 'new', 1000)).toEqual(['s0'])
  expect((await index.take(user.iss, { sub: 'alice' })).length).toBe(1000)
})

it.for<[string, (store: TokenStore) => TokenStore]>([
  ['that compares', (store) => store],
  ['that can’t', (store) => ({ ...store, set: (key, value) => store.set(key, value).then(() => undefined) })],
])('loses no session if processes write at once, in a store %s', async ([, wrapped]) => {
  const store = wrapped(createMemoryStore())
  const indexes = [set(store).index, set(store).index, set(store).index]
  await Promise.all(Array.from({ length: 30 }, (_, at) => indexes[at % 3]?.add(user, `s${at}`, 1000)))
  expect((await indexes[0]?.take(user.iss, { sub: 'alice' }))?.length).toBe(30)
})

it("loses no session if the lock can't be acquired, in a store that compares", async () => {
  const store = createMemoryStore()
  const never = { withLock: () => Promise.reject(new Error('no lock')) }
  const now = () => 0
  const indexes = [1, 2, 3].map(() => createLogoutIndex(createSharedEntries('test', { store, lock: never, now }), now))
  await Promise.all(indexes.map((index, at) => index.add(user, `s${at}`, 1000)))
  expect((await indexes[0]?.take(user.iss, { sub: 'alice' }))?.length).toBe(3)
})

it('reports that the store failed, without its message', async () => {
  const { index } = set({ ...createMemoryStore(), set: () => Promise.resolve(false) })
  const error = await index.add(user, 'a', 1000).catch((thrown) => thrown)
  expect(error).toMatchObject({ name: 'TokenSourceError', code: 'store_failed', transient: true })
})
