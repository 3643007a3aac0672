import type { DiscoveryMembers } from 'grantkit'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { isOpenId } from './is-openid.ts'

/** The first required endpoint that is missing in the metadata. */
export function missingEndpoint(
  { client, keys, algorithms }: OidcClientSettings,
  metadata: Partial<DiscoveryMembers>,
  scope: string,
  ...others: (keyof DiscoveryMembers)[]
): string | undefined {
  const needed: (keyof DiscoveryMembers)[] = client ? [] : ['tokenEndpoint', ...others]
  if (isOpenId(scope) && !keys && !algorithms?.[0]?.startsWith('HS')) needed.push('jwksUri')
  return needed.find((name) => !metadata[name])
}
