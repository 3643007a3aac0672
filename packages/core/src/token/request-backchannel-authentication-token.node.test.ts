import { expect, test, vi } from 'vitest'
import { createTokenClient, requestBackchannelAuthenticationToken } from '../index.ts'
import { token } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const request = { address: 'https://as.example/token', clientId: 'till', authenticationRequestId: 'ari' }
const client = createTokenClient({ address: request.address, clientId: request.clientId })

test.each<[string, typeof requestBackchannelAuthenticationToken]>([
  ['the function', requestBackchannelAuthenticationToken],
  ['the bound method', client.requestBackchannelAuthenticationToken as never],
])('%s has a timeout longer than the 30 s that a server may take, unless the caller sets less', async (_what, ask) => {
  vi.useFakeTimers()
  try {
    const held = () => new Promise<Response>((resolve) => setTimeout(resolve, 34_999, token()))
    const never = () => new Promise<Response>(() => {})
    const asking = [
      ask(request, { fetch: testFetch(held) }),
      ask(request, { fetch: testFetch(held), timeoutMs: undefined }),
      ask(request, { fetch: testFetch(never) }),
      ask(request, { fetch: testFetch(held), timeoutMs: 34_000 }),
    ]
    await vi.advanceTimersByTimeAsync(35_000)
    const answers = await Promise.all(asking)
    expect(answers.map((answer) => answer.isError && answer.code)).toEqual([false, false, 'timeout', 'timeout'])
  } finally {
    vi.useRealTimers()
  }
})
