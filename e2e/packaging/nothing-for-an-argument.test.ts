import { createBrowserClient } from '@grantkit/browser'
import { createDPoP, createClient as createProfileClient } from '@grantkit/jose'
import { createOidcClient } from '@grantkit/oidc'
import { createClientCredentialsTokens, createMemoryStore, createUserTokens } from '@grantkit/tokens'
import { createClient, createDiscoveryCache, createKeyCache, createTokenClient } from 'grantkit'
import { expect, test } from 'vitest'
import { publicNames } from './public-names.ts'

type Run = (...given: unknown[]) => unknown

const issuer = 'https://as.example'
const address = `${issuer}/token`
const place = { address, fetch: async () => Response.json({ keys: [] }) }
const client = { clientId: 'app', clientSecret: 'secret', ...place }
const metadata = { issuer, tokenEndpoint: address, jwksUri: address, userinfoEndpoint: address }
const login = { issuer, clientId: 'app', redirectUri: 'https://app.example/callback' }

/** Objects made by our functions, which have methods. */
const made: Record<string, object | Promise<object>> = {
  createTokenClient: createTokenClient(client),
  createClient: createClient({ ...client, metadata }),
  createDiscoveryCache: createDiscoveryCache({ ...place, authority: issuer }),
  createKeyCache: createKeyCache(place),
  'createClient of jose': createProfileClient({ ...client, profile: 'oauth2.1', metadata }),
  createDPoP: createDPoP(),
  createClientCredentialsTokens: createClientCredentialsTokens(client),
  createUserTokens: createUserTokens({ ...client, key: 'user', store: createMemoryStore() }),
  createMemoryStore: createMemoryStore(),
  createOidcClient: createOidcClient({ ...login, metadata: { ...metadata, authorizationEndpoint: address } }),
  createBrowserClient: createBrowserClient(login),
}

const functions: [name: string, run: Run][] = []
// without the parts of oidc, which get checked settings from the browser package, and without components, which React calls
for (const specifier of Object.keys(publicNames).filter((name) => !/oidc\/(?!testing)|react/.test(name))) {
  for (const [name, run] of Object.entries(await import(specifier))) {
    if (/^[a-z]/.test(name) && typeof run === 'function') functions.push([`${name} of ${specifier}`, run as Run])
  }
}
for (const [maker, object] of Object.entries(made)) {
  for (const [name, method] of Object.entries(await object)) {
    // only core calls it, with a response
    if (typeof method === 'function' && name !== 'refuseToken') functions.push([`${name} of ${maker}`, method as Run])
  }
}

// an engine's messages for a mistake that wasn't checked
const engines = /cannot (destructure|read|convert|set|use)|is not (iterable|a function|an object)|undefined is|null is/i

/** The error that is thrown or rejected with. A call that waits for a network or a clock has accepted its arguments. */
async function outcomeOf(call: () => unknown): Promise<unknown> {
  try {
    await Promise.race([call(), new Promise((resolve) => setTimeout(resolve, 20))])
    return undefined
  } catch (error) {
    return error
  }
}

test.each(functions)('nothing for an argument is refused in our words by %s, or accepted', async (_name, run) => {
  for (const given of [[undefined], [null], [undefined, undefined], [null, null], [{}, null]]) {
    const error = await outcomeOf(() => run(...given))
    expect((error as Error)?.message ?? '', JSON.stringify(given)).not.toMatch(engines)
    if (error instanceof TypeError) expect(error.message).toMatch(/^[\w.]+: pass \S/)
  }
})

test('there are functions to look at', () => {
  expect(functions.length).toBeGreaterThan(150)
})
