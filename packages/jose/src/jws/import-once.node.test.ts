import { describe, expect, it } from 'vitest'
import { loaded } from '../internal/loaded.ts'
import { JoseError } from '../jose-error.ts'
import { importOnce } from './import-once.ts'

const key = {} as CryptoKey

describe('the key of an object', () => {
  it('is imported once for each algorithm, even by concurrent calls', async () => {
    const jwk = { n: 'a' }
    const asked: string[] = []
    const load = async (_: object, alg: string) => {
      asked.push(alg)
      return key
    }
    const ask = (alg: string) => importOnce(jwk, alg, ['n'], load)
    await Promise.all([ask('RS256'), ask('RS256'), ask('PS256')])
    await ask('RS256')
    expect(asked).toEqual(['RS256', 'PS256'])
  })

  it('is imported again after a failure', async () => {
    const jwk = { n: 'a' }
    const outcomes = [Promise.reject(new Error('offline')), Promise.resolve(key)]
    const ask = () => importOnce(jwk, 'RS256', ['n'], () => outcomes.shift() ?? expect.fail('loaded again'))
    await expect(ask()).rejects.toThrow('offline')
    expect(await ask()).toBe(key)
    expect(await ask()).toBe(key)
  })

  it("isn't replaced by an older failure", async () => {
    const jwk = { n: 'a' }
    let fail = (_: Error) => {}
    const first = importOnce(jwk, 'RS256', ['n'], () => new Promise((_, reject) => (fail = reject)))
    jwk.n = 'b'
    const second = importOnce(jwk, 'RS256', ['n'], async () => key)
    fail(new Error('late'))
    await expect(first).rejects.toThrow('late')
    expect(await second).toBe(key)
    expect(await importOnce(jwk, 'RS256', ['n'], () => expect.fail('loaded again'))).toBe(key)
  })
})

describe('a part that is loaded later', () => {
  it('is returned unchanged', async () => {
    expect(await loaded(Promise.resolve(key))).toBe(key)
  })

  it("is loaded again if it failed, and the failure isn't one of the token", async () => {
    const loading = loaded(
      Promise.reject(new TypeError('Failed to fetch dynamically imported module: https://app.example/x')),
    )
    await expect(loading).rejects.toBeInstanceOf(JoseError)
    await expect(loading).rejects.toMatchObject({
      code: 'keys_unavailable',
      message: 'part of @grantkit/jose could not be loaded: try again',
    })
  })
})
