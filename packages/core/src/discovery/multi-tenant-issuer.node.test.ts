import { getDiscoveryDocument, multiTenantIssuer } from 'grantkit'
import { expect, test } from 'vitest'
import { json } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const tenant = '9188040d-6c67-4c5b-b112-36a304b66dad'
const entra = 'https://login.microsoftonline.com'
const b2c = 'https://contoso.b2clogin.com'

test.each([
  [`${entra}/common/v2.0`, `${entra}/{tenantid}/v2.0`],
  [`${entra}/organizations/v2.0`, `${entra}/{tenantid}/v2.0`],
  [`${entra}/consumers/v2.0`, `${entra}/${tenant}/v2.0`],
  [`${entra}/contoso.onmicrosoft.com/v2.0`, `${entra}/${tenant}/v2.0`],
  [`${b2c}/contoso.onmicrosoft.com/B2C_1_sign-in/v2.0`, `${b2c}/${tenant}/v2.0/`],
  [`${b2c}/tfp/contoso.onmicrosoft.com/B2C_1A_custom/v2.0/`, `${b2c}/tfp/${tenant}/b2c_1a_custom/v2.0/`],
])('the issuer of %s may be %s', async (authority, issuer) => {
  const ask = (policy: object) =>
    getDiscoveryDocument({ authority, policy }, { fetch: testFetch(json({ issuer, jwks_uri: `${entra}/keys` })) })
  expect(await ask({ issuer: multiTenantIssuer })).toMatchObject({ isError: false, issuer })
  // who hasn't heard of it is told
  expect(await ask({})).toMatchObject({ errorDescription: expect.stringContaining('multiTenantIssuer') })
})

test.each([
  [`${entra}/common/v2.0`, `https://evil.example/{tenantid}/v2.0`],
  [`${entra}/common/v2.0`, `${entra}.evil.example/{tenantid}/v2.0`],
  [`${entra}/common/v2.0`, `${entra}@evil.example/{tenantid}/v2.0`],
  [`${entra}/common/v2.0`, `${entra}/common/v2.0/`],
  [`${entra}/common/v2.0`, `${entra}/${tenant}`],
  [`${entra}/common/v2.0`, `${entra}/${tenant}/../x/v2.0`],
  [`${entra}/common/v2.0`, `${entra}/${tenant}/v2.0\n`],
  [`${entra}/common/v2.0`, `http://login.microsoftonline.com/${tenant}/v2.0`],
  [`${entra}/common`, `${entra}/${tenant}`],
  ['https://as.example', 'https://as.example/{tenantid}/v2.0'],
])('the issuer of %s may not be %s', (authority, issuer) => {
  expect(multiTenantIssuer(issuer, authority)).toBe(false)
})
