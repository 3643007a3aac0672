import { expect, test } from 'vitest'
import { createClientCredentialsTokens } from './index.ts'

test('a machine that slept reads the clock again, and refreshes overdue tokens (PAIN 11)', async () => {
  let time = 1_700_000_000_000
  let wake = () => {}
  const sleeps: number[] = []
  let requests = 0
  const source = createClientCredentialsTokens({
    address: 'https://as.example/token',
    clientId: 'app',
    renewInBackground: true,
    random: () => 0,
    clock: {
      now: () => time,
      sleep: (ms) => {
        sleeps.push(ms)
        return new Promise<void>((resolve) => {
          wake = resolve
        })
      },
    },
    fetch: async () => Response.json({ access_token: `at-${++requests}`, token_type: 'Bearer', expires_in: 3600 }),
  })
  await source.getAccessToken()
  // the timer was set for a part of the hour only, and runs on when the machine does
  expect(sleeps.at(-1)).toBeLessThan(600_000)
  time += 3_590_000
  wake()
  await expect.poll(() => requests).toBe(2)
  source.dispose()
})
