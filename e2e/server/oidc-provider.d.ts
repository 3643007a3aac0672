// oidc-provider has no types: these are for the parts that this folder uses

declare module 'oidc-provider' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

  export interface Client {
    clientId: string
    clientAuthMethod: string
    scope?: string
    grantTypeAllowed(grantType: string): boolean
  }

  export interface Token {
    accountId?: string
    clientId?: string
    client?: Client
    aud?: string
    scope?: string
    scopes: Set<string>
    jkt?: string
    'x5t#S256'?: string
    tokenType: string
    expiration: number
    resourceServer: ResourceServer
    setThumbprint(kind: 'jkt', thumbprint: string): void
    save(): Promise<string>
    destroy(): Promise<void>
  }

  export interface Tokens {
    new (members: object): Token
    find(value: string): Promise<Token | undefined>
  }

  export interface Grant {
    addOIDCScope(scope: string): void
    addOIDCClaims(claims: string[]): void
    addResourceScope(resource: string, scope: string): void
    save(): Promise<string>
  }

  export interface ResourceServer {
    scopes: Set<string>
  }

  export interface ResourceServerInfo {
    scope: string
    accessTokenFormat: 'opaque' | 'jwt'
    accessTokenTTL: number
    jwt?: { sign: { alg: string } }
  }

  export interface BackchannelAuthenticationRequest extends Token {
    accountId: string
    clientId: string
    resource?: string | string[]
  }

  export interface Interaction {
    uid: string
    grantId?: string
    prompt: {
      name: string
      details: {
        missingOIDCScope?: string[]
        missingOIDCClaims?: string[]
        missingResourceScopes?: Record<string, string[]>
      }
    }
    params: Record<string, string | undefined>
    session?: { accountId: string }
  }

  export interface Context {
    req: IncomingMessage
    res: ServerResponse
    method: string
    path: string
    headers: Record<string, string | string[] | undefined>
    origin: string
    status: number
    type: string
    body: unknown
    respond: boolean
    state: { act?: object }
    oidc: {
      client: Client
      body?: Record<string, string | string[] | undefined>
      params: Record<string, string | string[] | undefined>
      entity(name: string, value: unknown): void
    }
    get(header: string): string
    set(headers: Record<string, string>): void
  }

  export type Middleware = (ctx: Context, next: () => Promise<void>) => unknown

  export class Provider {
    constructor(issuer: string, configuration: object)
    AccessToken: Tokens
    ClientCredentials: Tokens
    RefreshToken: Tokens
    BackchannelAuthenticationRequest: { find(id: string): Promise<BackchannelAuthenticationRequest | undefined> }
    Grant: { new (members: object): Grant; find(id: string): Promise<Grant | undefined> }
    IdToken: {
      new (
        claims: object,
        context: { ctx: Context },
      ): { scope?: string; issue(how: { use: 'idtoken' }): Promise<string> }
    }
    ResourceServer: { new (identifier: string, info: ResourceServerInfo): ResourceServer }
    use(middleware: Middleware): this
    on(event: string, listener: (ctx: Context, error: Error & { error_detail?: string }) => void): this
    callback(): RequestListener
    urlFor(route: string): string
    registerGrantType(
      name: string,
      handler: (ctx: Context) => Promise<void>,
      parameters: string[],
      repeated?: string[],
    ): void
    interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<Interaction>
    interactionFinished(req: IncomingMessage, res: ServerResponse, result: object, options: object): Promise<void>
    backchannelResult(request: BackchannelAuthenticationRequest, result: Grant | Error): Promise<void>
  }
  export default Provider

  type Problem = new (description?: string) => Error
  export const errors: Record<
    'AccessDenied' | 'InvalidGrant' | 'InvalidRequest' | 'InvalidTarget' | 'UnknownUserId',
    Problem
  >
}

// the internals of the built-in grants; they aren't documented, so package.json has an exact version
declare module 'oidc-provider/lib/helpers/grants.js' {
  import type { Context, Provider } from 'oidc-provider'

  export interface DPoPProof {
    thumbprint: string
    jti: string
  }
  export function validateDpop(provider: Provider, ctx: Context): Promise<DPoPProof | undefined>
  export function checkDpopRequired(provider: Provider, ctx: Context, proof: DPoPProof | undefined): void
  export function checkDpopReplay(
    provider: Provider,
    ctx: Context,
    proof: DPoPProof | undefined,
    clientId: string,
  ): Promise<void>
  export function validateClientScope(provider: Provider, ctx: Context, scopes: string[]): Set<string>
  export function buildTokenResponse(provider: Provider, members: object): object
}
