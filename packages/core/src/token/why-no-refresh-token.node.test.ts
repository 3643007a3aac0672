import { expect, test } from 'vitest'
import { whyNoRefreshToken } from './why-no-refresh-token.ts'

test.each([
  [{ refreshToken: 'rt' }, 'openid', undefined],
  [{}, 'openid profile', 'offline_access_not_requested'],
  [{}, '', 'offline_access_not_requested'],
  [{}, 'openid my_offline_access', 'offline_access_not_requested'],
  [{ scope: 'openid' }, 'openid offline_access', 'offline_access_not_granted'],
  [{ scope: '' }, ['openid', 'offline_access'], 'offline_access_not_granted'],
  [{ scope: 'openid offline_access' }, 'openid offline_access', 'not_issued'],
  [{}, ['openid', 'offline_access'], 'not_issued'],
] as const)('PAIN 33: %j after requesting %j is explained as %s', (token, scope, why) => {
  expect(whyNoRefreshToken(token, scope)).toBe(why)
})
