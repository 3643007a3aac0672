import { expect, it } from 'vitest'
import { cacheResults } from './cached-results.ts'

it('returns the same promise for the same URL', async () => {
  const results = cacheResults<number>()
  const one = Promise.resolve(1)
  expect(results.keep('/a', one)).toBe(one)
  expect(results.get('/a')).toBe(one)
  expect(results.get('/b')).toBeUndefined()
})

it('drops a result that rejects, so that it can be tried again', async () => {
  const results = cacheResults<number>()
  const rejected = results.keep('/a', Promise.reject(new Error('no network')))
  await expect(rejected).rejects.toThrow('no network')
  expect(results.get('/a')).toBeUndefined()
  const again = results.keep('/a', Promise.resolve(2))
  expect(results.get('/a')).toBe(again)
})

it('keeps the first URL and the last twenty, however many there are', () => {
  const results = cacheResults<number>()
  for (let index = 0; index < 1000; index++) results.keep(`/${index}`, Promise.resolve(index))
  const kept = Array.from({ length: 1000 }, (_, index) => index).filter((index) => results.get(`/${index}`))
  expect(kept).toEqual([0, ...Array.from({ length: 20 }, (_, index) => 980 + index)])
})
