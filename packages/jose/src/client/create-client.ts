import {
  type Client,
  type ClientSettings,
  createClient as createCoreClient,
  createDiscoveryCache,
  type DiscoveryDocument,
  type Failure,
  orThrow,
  type RequestOptions,
} from 'grantkit'
import { uncredentialed } from 'grantkit/internal/headers'
import { identify, identityOf } from 'grantkit/internal/identity'
import { checkObject, misuse } from 'grantkit/internal/misuse'
import { present } from 'grantkit/internal/present'
import { createClientAssertion } from '../create-client-assertion.ts'
import { type AuthorizationContext, authorizeUrl, pushed } from './authorization.ts'
import { meansOf } from './check-settings.ts'
import { checkUnbound } from './check-tokens.ts'
import type { ProfileClientSettings } from './client-settings.ts'
import { fapi2Lacks } from './fapi2-lacks.ts'
import { refuseLacking } from './lacks.ts'
import { type Method, methods } from './methods.ts'
import { oauth21Lacks } from './oauth21-lacks.ts'
import { planOf } from './plan.ts'
import { type AnyRequest, checkRequest } from './request-rules.ts'
import { type Server, serverOf } from './server.ts'
import { signedCallbackReader } from './signed-callback.ts'

type Verb = (request?: object, options?: RequestOptions) => Promise<unknown>

/**
 * A client of one server, with the methods of core's `createClient`, signed requests and the rules of a profile. Its
 * authentication method, the binding of its tokens, and whether requests are pushed and signed follow from the server's
 * metadata and from the settings.
 *
 * With a `profile`, each method rejects with a `JoseError` of the code `profile_unsupported` if the server can't follow
 * the rules; its `lacks` list every missing feature. A request that the profile doesn't allow is a `TypeError` before
 * anything is sent. `createAuthorizeUrl` needs `redirectUri` and the `codeChallenge` of `createPkce`, pushes the
 * request if the profile requires it, and rejects with a `TokenRequestError` if that fails;
 * `requestAuthorizationCodeToken` needs the `codeVerifier`.
 *
 * `fapi2` (FAPI 2.0 Security Profile): pushed requests, PKCE, `iss` in each callback, `private_key_jwt` or a certificate
 * and never a secret, tokens bound by DPoP or to the certificate, ES256, PS256 or Ed25519.
 * `oauth2.1`: PKCE, codes only, no passwords, exact redirect URIs, `iss` if the server announces it, pushed and signed
 * requests if it requires them; a public client's refresh tokens are bound to a key or change at each refresh.
 *
 * @throws {TypeError} for a mistake in the settings, naming the field and the fix.
 *
 * @example
 * ```ts
 * const client = createClient({ profile: 'fapi2', authority: 'https://as.example', clientId: 'app', key, dpop: createDPoP() })
 * const { codeVerifier, codeChallenge } = await createPkce()
 * location.assign(await client.createAuthorizeUrl({ redirectUri, scope: 'openid', state, codeChallenge }))
 * ```
 */
export function createClient(settings: ProfileClientSettings): Client {
  checkObject('settings', settings)
  const { profile } = settings
  const means = meansOf(settings)
  const base = coreSettings(settings)
  const { authority, ...rest } = base
  if (authority && settings.discovery) misuse('discovery', 'it or authority')
  // requests for metadata contain no credentials
  const cache = authority ? createDiscoveryCache({ ...base, ...uncredentialed(base) }) : undefined
  const discovery = settings.discovery ?? cache
  // throws now for settings that core doesn't accept
  const inner = createCoreClient({ ...rest, ...(discovery && { discovery }) })

  // all steps of a call use the same document
  const contextOf = (document: DiscoveryDocument | undefined): AuthorizationContext => {
    const server = serverOf({ ...document, ...present<object>(settings.metadata ?? {}) })
    const plan = planOf(means, server, profile === 'fapi2')
    if (profile === 'fapi2') refuseLacking(profile, fapi2Lacks(server, means, plan))
    if (profile === 'oauth2.1') refuseLacking(profile, oauth21Lacks(server, means, plan))
    const known = async () => document!
    const core: ClientSettings = { ...rest, ...(document && { discovery: { get: known, refresh: known } }) }
    if (plan.authentication === 'private_key_jwt') core.clientAssertion = assertionFor(settings, server)
    if (settings.clientCertificate) core.useMtlsEndpointAliases = true
    if (plan.binding !== 'dpop') delete core.dpop
    const { resource: __, parameters: ___, ...bare } = core
    const readSigned = plan.signedResponses ? signedCallbackReader(settings, server) : undefined
    return { settings, server, plan, client: createCoreClient(core), bare: createCoreClient(bare), readSigned }
  }
  let last: { document: DiscoveryDocument | undefined; context: AuthorizationContext } | undefined
  const open = async (options?: RequestOptions): Promise<AuthorizationContext | Failure> => {
    const document = await discovery?.get(options)
    if (document?.isError) return document
    if (!last || last.document !== document) last = { document, context: contextOf(document) }
    return last.context
  }

  const client: Record<string, unknown> = {}
  for (const name of Object.keys(methods) as Method[]) {
    const verb: Verb = async (request = {}, options) => {
      checkObject('request', request)
      if (profile) checkRequest(profile, name, request as AnyRequest)
      if (profile === 'fapi2' && options?.allowInsecureHttp) misuse('allowInsecureHttp', 'nothing: fapi2 needs TLS')
      const context = await open(options)
      if ('isError' in context) return methods[name] === 'url' ? orThrow(context) : context
      if (name === 'createAuthorizeUrl') return authorizeUrl(context, request, options)
      if (name === 'pushAuthorization') return pushed(context, request, options)
      const response = await (context.client[name] as Verb)(request, options)
      return profile ? checkUnbound(profile, context, name, request as AnyRequest, response) : response
    }
    client[name] = verb
  }
  const parseAuthorizeResponse: Client['parseAuthorizeResponse'] = async (urlOrParams, expected) => {
    const context = orThrow((await open()) as AuthorizationContext & { isError: false })
    const { server, readSigned } = context
    if (readSigned) return readSigned(urlOrParams, expected)
    const { issuer, authorizationResponseIssParameterSupported: promised } = server
    // the server's metadata overrides the caller's values; with oauth2.1 one document may serve many issuers
    const fixed = {
      issuer: profile === 'fapi2' ? issuer : undefined,
      authorizationResponseIssParameterSupported: profile === 'fapi2' || (profile && promised) || undefined,
    }
    return context.client.parseAuthorizeResponse(urlOrParams, { ...expected, ...present<object>(fixed) })
  }
  const whole = { ...(client as unknown as Client), parseAuthorizeResponse }
  return identify(whole, authority ?? identityOf(inner)?.issuer, settings.clientId)
}

/** The settings for core: all except those of this package. */
function coreSettings(settings: ProfileClientSettings): ClientSettings {
  const {
    profile: _,
    key,
    alg,
    kid,
    header,
    clientCertificate,
    signedRequests,
    signedResponses,
    decryptionKeys,
    ...core
  } = settings
  return core
}

function assertionFor({ key, alg, kid, header, clientId, now }: ProfileClientSettings, server: Server) {
  return createClientAssertion(
    {
      key: key!,
      clientId: clientId ?? misuse('clientId', 'a non-empty string'),
      audience: server.issuer ?? misuse('metadata.issuer', "the server's issuer, whom assertions are for"),
      ...{ alg, kid, header },
    },
    { ...(now && { now }) },
  )
}
