// The token endpoint: a function for each grant, a bound client, polling, and failures as exceptions.
export type { Clock } from '../polling/clock.ts'
export type { PollOptions, PollProgress, PollSchedule } from '../polling/poll.ts'
export {
  type PollBackchannelAuthenticationTokenRequest,
  pollBackchannelAuthenticationToken,
} from '../polling/poll-backchannel-authentication-token.ts'
export { type PollDeviceTokenRequest, pollDeviceToken } from '../polling/poll-device-token.ts'
export type * from '../request-types.ts'
export * from './grants.ts'
export { orThrow, TokenRequestError } from './or-throw.ts'
export { createTokenClient, type TokenClient, type TokenClientDefaults } from './token-client.ts'
export type { TokenFailure, TokenMembers, TokenResponse, TokenSuccess } from './token-response.ts'
export { type NoRefreshToken, whyNoRefreshToken } from './why-no-refresh-token.ts'
