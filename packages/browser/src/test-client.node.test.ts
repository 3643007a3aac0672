import { createTestClient } from '@grantkit/browser/testing'
import { describe, expect, it, vi } from 'vitest'

describe('a client for tests of components', () => {
  it('starts signed out, signs in its user, and signs out', async () => {
    const auth = createTestClient()
    expect(auth.getSnapshot()).toEqual({ status: 'signed_out', reason: 'no_session' })
    expect(await auth.ready).toBe(auth.getSnapshot())
    await expect(auth.getAccessToken()).rejects.toThrow('nobody is signed in')
    expect(await auth.signIn({ returnTo: '/orders' })).toMatchObject({ status: 'completed', returnTo: '/orders' })
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed_in', user: { sub: 'alice' } })
    expect(await auth.ensureSignedIn()).toEqual({ status: 'signed_in' })
    expect(await auth.getAccessToken()).toEqual({ accessToken: 'test-access-token', tokenType: 'Bearer' })
    expect(await auth.getSession()).toMatchObject({ sessionId: 'test', user: { sub: 'alice' } })
    expect(await auth.signOut()).toMatchObject({ status: 'signed_out' })
    expect(auth.getSnapshot()).toEqual({ status: 'signed_out', reason: 'signed_out' })
    expect(await auth.getSession()).toBeUndefined()
  })

  it('calls listeners when a test sets a state, until they unsubscribe', () => {
    const auth = createTestClient({ status: 'restoring' })
    const listener = vi.fn()
    const leave = auth.subscribe(listener)
    auth.set({ status: 'signed_out', reason: 'revoked' })
    auth.set({ status: 'signed_out', reason: 'revoked' })
    expect(listener).toHaveBeenCalledOnce()
    leave()
    auth.set({ status: 'signed_in', reason: undefined })
    expect(listener).toHaveBeenCalledOnce()
    expect(auth.getSnapshot()).toEqual({ status: 'signed_in' })
  })

  it('is ready when it is no longer restoring, and records the calls', async () => {
    const auth = createTestClient({ status: 'restoring' })
    auth.set({ status: 'signed_out' })
    expect(await auth.ready).toEqual({ status: 'signed_out' })
    await auth.fetch('https://api.example/orders')
    expect(auth.calls).toEqual([{ name: 'fetch', argument: 'https://api.example/orders' }])
  })
})
