import { errors, type Provider } from 'oidc-provider'
import { apiScopes } from './resources.ts'
import { findUser } from './users.ts'

/** CIBA in poll mode. `login_hint` names the user. A request is pending until the test approves or denies it. */
export const backchannelFeature = {
  enabled: true,
  deliveryModes: ['poll'],
  processLoginHint: async (_: unknown, loginHint: string) => (findUser(loginHint) ? loginHint : undefined),
  processLoginHintToken: async () => undefined,
  verifyUserCode: async () => {},
  validateBindingMessage: async () => {},
  validateRequestContext: async () => {},
  triggerAuthenticationDevice: async () => {},
}

/** The user's actions on the other device. The id is the client's `auth_req_id`. */
export interface BackchannelDevice {
  approve(authenticationRequestId: string): Promise<void>
  deny(authenticationRequestId: string): Promise<void>
}

export function backchannelDevice(provider: Provider): BackchannelDevice {
  async function requestOf(id: string) {
    const request = await provider.BackchannelAuthenticationRequest.find(id)
    if (!request) throw new Error('there is no such backchannel authentication request')
    return request
  }
  return {
    async approve(id) {
      const request = await requestOf(id)
      const { accountId, clientId, scopes } = request
      const grant = new provider.Grant({ accountId, clientId })
      grant.addOIDCScope([...scopes].join(' '))
      for (const resource of [request.resource ?? []].flat()) grant.addResourceScope(resource, apiScopes.join(' '))
      await grant.save()
      await provider.backchannelResult(request, grant)
    },
    async deny(id) {
      await provider.backchannelResult(await requestOf(id), new errors.AccessDenied())
    },
  }
}
