import { randomBytes } from 'node:crypto'
import type { Client, Context, Token } from 'oidc-provider'
import { backchannelFeature } from './backchannel.ts'
import { clients } from './clients.ts'
import { isLoopbackOrigin } from './loopback-origin.ts'
import { memoryAdapter } from './memory-adapter.ts'
import { escapeHtml, page } from './page.ts'
import { apiScopes, type Resources } from './resources.ts'
import { findAccount } from './users.ts'

export interface Choices {
  resources: Resources
  dpopNonce: boolean | 'unknown'
  ttl: Record<string, number>
  rotationOverlapMs?: number
  initialAccessToken?: string
}

/** The configuration of oidc-provider, without keys, clients and cookies. */
export function configuration({ resources, dpopNonce, ttl, rotationOverlapMs, initialAccessToken }: Choices): {
  features: object
  [name: string]: unknown
} {
  return {
    adapter: memoryAdapter(rotationOverlapMs),
    findAccount,
    scopes: ['openid', 'offline_access', 'profile', 'email', ...apiScopes],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    // a page can then show who has logged in without asking the userinfo endpoint
    conformIdTokenClaims: false,
    // server, clients and tests share one clock; with the default of 15 seconds expired tokens would still be accepted
    clockTolerance: 0,
    pkce: { required: () => true },
    // disable the server's block of private addresses, because the clients are on loopback here
    fetch: (url: string, { dispatcher: _, ...init }: RequestInit & { dispatcher?: unknown }) => fetch(url, init),
    rotateRefreshToken: true,
    issueRefreshToken: async (_: unknown, client: Client, source: Token) =>
      client.grantTypeAllowed('refresh_token') &&
      (client.clientAuthMethod === 'none' || source.scopes.has('offline_access')),
    extraTokenClaims: async (ctx?: Context) => ctx?.state?.act && { act: ctx.state.act },
    clientBasedCORS: (_: unknown, origin: string) => isLoopbackOrigin(origin),
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    renderError: async (ctx: Context, error: object) => {
      ctx.type = 'json'
      ctx.body = error
    },
    ttl: {
      AccessToken: 300,
      ClientCredentials: 300,
      AuthorizationCode: 60,
      IdToken: 300,
      RefreshToken: 86400,
      DeviceCode: 300,
      BackchannelAuthenticationRequest: 300,
      Grant: 86400,
      Session: 86400,
      Interaction: 600,
      ...ttl,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      ciba: backchannelFeature,
      deviceFlow,
      rpInitiatedLogout,
      introspection: {
        enabled: true,
        allowedPolicy: async (_: unknown, client: Client, token: Token) =>
          client.clientId.startsWith(clients.resourceServer.clientId) || client.clientId === token.clientId,
      },
      revocation: {
        enabled: true,
        allowedPolicy: async (_: unknown, client: Client, token: Token) => client.clientId === token.clientId,
      },
      pushedAuthorizationRequests: { enabled: true },
      registration: { enabled: true, initialAccessToken },
      registrationManagement: { enabled: true },
      requestObjects: { enabled: true },
      jwtResponseModes: { enabled: true },
      claimsParameter: { enabled: true },
      userinfo: { enabled: true },
      jwtUserinfo: { enabled: true },
      jwtIntrospection: { enabled: true },
      encryption: { enabled: true },
      backchannelLogout: { enabled: true },
      fapi: { enabled: true, profile: (_: unknown, client?: Client) => client?.clientId.startsWith('fapi') && '2.0' },
      dPoP: {
        enabled: true,
        nonceSecret: dpopNonce === 'unknown' ? undefined : randomBytes(32),
        requireNonce: () => dpopNonce === true,
      },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: async (_: unknown, resource: string) => resources.infoOf(resource),
        // a client-credentials token is always for an API; a user's token without a resource is for the userinfo endpoint
        defaultResource: async (ctx: Context, _: Client, oneOf?: string[]) =>
          oneOf?.[0] ?? (ctx.oidc.params.grant_type === 'client_credentials' ? resources.api : undefined),
        useGrantedResource: async () => true,
      },
    },
  }
}

const deviceFlow = {
  enabled: true,
  userCodeInputSource: async (ctx: Context, form: string, _: unknown, error?: Error) =>
    page(
      ctx,
      'Enter code',
      `<p role="alert">${error ? 'That code is unknown, used or expired.' : ''}</p>${form}<button type="submit" form="op.deviceInputForm">Continue</button>`,
    ),
  userCodeConfirmSource: async (ctx: Context, form: string, client: Client, _: unknown, code: string) =>
    page(
      ctx,
      'Confirm device',
      `<p>${escapeHtml(client.clientId)} shows <code>${code}</code></p>${form}<button type="submit" form="op.deviceConfirmForm">Continue</button><button type="submit" form="op.deviceConfirmForm" name="abort" value="yes">Cancel</button>`,
    ),
  successSource: async (ctx: Context) => page(ctx, 'Signed in', '<p>You may close this page.</p>'),
}

const rpInitiatedLogout = {
  enabled: true,
  logoutSource: async (ctx: Context, form: string) =>
    page(
      ctx,
      'Sign out?',
      `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Yes, sign out</button>`,
    ),
  postLogoutSuccessSource: async (ctx: Context) => page(ctx, 'Signed out', ''),
}
