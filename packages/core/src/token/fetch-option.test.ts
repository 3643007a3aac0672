import { expect, test } from 'vitest'
import { requestClientCredentialsToken } from '../index.ts'
import { address } from '../testing/ask.ts'
import { token } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

test('options.fetch is called as a plain function, because browsers refuse their fetch as a method', async () => {
  const receivers: unknown[] = []
  const options = {
    async fetch(this: unknown) {
      receivers.push(this)
      return token()
    },
  }
  await requestClientCredentialsToken({ address }, options)
  expect(receivers).toEqual([undefined])
})

test('the global fetch is looked up when called, not when imported', async () => {
  const { fetch: original } = globalThis
  const replacement = testFetch(token())
  globalThis.fetch = replacement as typeof fetch
  try {
    expect(await requestClientCredentialsToken({ address })).toMatchObject({ isError: false })
  } finally {
    globalThis.fetch = original
  }
  expect(replacement.requests).toHaveLength(1)
})
