import { identityOf } from 'grantkit/internal/identity'
import { pairsOf } from 'grantkit/internal/pairs'
import { inTime } from './in-time.ts'
import { keyOf } from './internal/key-of.ts'
import type { ResolvedSettings } from './request-by-grant.ts'

/**
 * The name of a source's tokens in the store, made of everything that distinguishes them. Empty for tokens that are bound to an unknown
 * key, because other processes couldn't use them. Rejects as the signer does, or after `timeoutMs`.
 */
export async function nameOf(
  settings: ResolvedSettings,
  grantType: string,
  key?: string,
  others: readonly string[] = [],
): Promise<string> {
  const { address, client, clientAssertion, scope, resource, audience, dpop, clock, timeoutMs } = settings
  const bound = client ? identityOf(client) : undefined
  const clientId = settings.clientId ?? bound?.clientId
  const signer = dpop as { getThumbprint?: () => Promise<string> } | undefined
  const keyThumbprint =
    settings.keyThumbprint ?? (signer?.getThumbprint && (await inTime(() => signer.getThumbprint!(), clock, timeoutMs)))
  // a session must be stored anyway
  if (dpop && !keyThumbprint && grantType !== 'refresh_token') return ''
  const headers = pairsOf('headers', settings.headers)
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    // without a client identifier the key names the client
    .filter((line) => !clientId || !line.startsWith('authorization:'))
    .sort()
  return keyOf({
    issuer: address ? `${address}` : bound?.issuer,
    clientId,
    grantType,
    scope,
    resource,
    audience,
    parameters: pairsOf('parameters', settings.parameters).flatMap(([name, value]) =>
      [value].flat().map((each) => [name, each] as [string, string]),
    ),
    subject: key,
    keyThumbprint,
    others: [...others, ...headers, ...(clientId || !clientAssertion ? [] : [JSON.stringify(clientAssertion) ?? ''])],
  })
}
