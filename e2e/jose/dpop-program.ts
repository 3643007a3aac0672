// Runs in Deno, Bun and Node: logs in with PKCE and DPoP, calls an API with the token, and refreshes it with the same key.
import process from 'node:process'
import { createInterface } from 'node:readline'
import { createClient, createDPoP, validateIdToken, validateJwtAccessToken } from '@grantkit/jose'
import { createDiscoveryCache, createKeyCache, createNonce, createPkce, createState, orThrow } from 'grantkit'

const [authority = '', clientId = '', resource = ''] = process.argv.slice(2)
const redirectUri = 'http://127.0.0.1/callback'
const discovery = createDiscoveryCache({ authority })
const dpop = createDPoP()
const client = createClient({ profile: 'oauth2.1', discovery, clientId, dpop, resource })

const { codeVerifier, codeChallenge } = await createPkce()
const [state, nonce] = [createState(), createNonce()]
const dpopJkt = await dpop.getThumbprint()
const login = { redirectUri, scope: 'openid read', state, nonce, codeChallenge, dpopJkt }
console.log(`go to ${await client.createAuthorizeUrl(login)}`)

const lines = createInterface({ input: process.stdin })
const { value: callback = '' } = await lines[Symbol.asyncIterator]().next()
lines.close()
const { code } = orThrow(await client.parseAuthorizeResponse(callback, { state }))
const token = orThrow(await client.requestAuthorizationCodeToken({ code, codeVerifier, redirectUri }))

const { issuer, jwksUri = '' } = orThrow(await discovery.get())
const keys = createKeyCache({ address: jwksUri })
const { idToken = '', accessToken, refreshToken = '' } = token
const { claims } = await validateIdToken({ idToken, accessToken, nonce, issuer, clientId, keys })

const request = { method: 'GET', url: `${resource}/hello` }
const proof = await dpop.createProof({ ...request, accessToken })
const headers = { authorization: `DPoP ${accessToken}`, dpop: proof }
const { hello } = await (await fetch(request.url, { headers })).json()
// an API's check of token and proof
const checked = { accessToken, issuer, audience: resource, keys, proof: { ...request, dpop: proof } }
const api = await validateJwtAccessToken(checked)

const again = orThrow(await client.requestRefreshToken({ refreshToken }))
const { claims: later } = await validateJwtAccessToken({
  ...checked,
  accessToken: again.accessToken,
  proof: { ...request, dpop: await dpop.createProof({ ...request, accessToken: again.accessToken }) },
})
console.log(
  JSON.stringify({
    ...{ hello, sub: claims.sub, tokenType: token.tokenType },
    sameKey: [api.claims.cnf?.jkt === dpopJkt, later.cnf?.jkt === dpopJkt],
  }),
)
