import { decodeJwt } from 'jose'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { browsers, type Page } from './browser.ts'
import { logIn } from './log-in.ts'
import { type PageServer, servePage } from './page-server.ts'

interface Place {
  server: AuthorizationServer
  pages: PageServer
}

/** The example's page, and a server for it. */
async function start(dpopNonce: boolean): Promise<Place> {
  let server: AuthorizationServer | undefined
  const config = () => {
    const { issuer, api, clients } = server as AuthorizationServer
    return `export const config = ${JSON.stringify({ issuer, api, ...clients.spaDPoP, scope: 'openid profile read' })}`
  }
  const pages = await servePage('dpop-login', { config })
  server = await startAuthorizationServer({ pageOrigin: pages.origin, dpopNonce })
  return { server, pages }
}

const lenient = await start(false)
const strict = await start(true)
afterAll(() => Promise.all([lenient, strict].flatMap(({ server, pages }) => [server.close(), pages.close()])))
beforeEach(() => {
  for (const { server } of [lenient, strict]) server.requests.length = 0
})

async function signIn(page: Page, { pages }: Place): Promise<void> {
  await logIn(page, pages.origin)
  await page.waitForText('#status', /Signed in$/)
}

async function callApi(page: Page): Promise<void> {
  await page.click('#call')
  await page.waitForText('#answer', /The API knows alice/)
}

/** The grants of the successful token requests, and the keys of their proofs. */
const grants = ({ server }: Place) =>
  server.requests
    .filter(({ path, method, status }) => path === '/token' && method === 'POST' && status === 200)
    .map(({ form, headers }) => ({ grant: form.grant_type, key: keyOf(`${headers.dpop}`) }))
const keyOf = (proof: string) => JSON.parse(Buffer.from(proof.split('.')[0] ?? '', 'base64url').toString()).jwk.x

it.each([
  ['chromium', 'no nonce', lenient, browsers.chromium] as const,
  ...Object.entries(browsers).map(([name, open]) => [name, 'nonces', strict, open] as const),
])(
  'logs in, and continues with the same key after a reload, in %s with a server that demands %s (PAIN 26)',
  async (_, __, place, open) => {
    const { server } = place
    const page = await open()
    try {
      await signIn(page, place)
      const claims = JSON.parse(await page.waitForText('#claims', /sub/))
      expect(claims).toMatchObject({ sub: 'alice', iss: server.issuer, aud: 'spa-dpop' })
      await callApi(page)

      await page.reload()
      await page.waitForText('#status', /Signed in again, with the same key/)
      await callApi(page)

      const [login, refresh] = grants(place)
      expect(login).toMatchObject({ grant: 'authorization_code' })
      expect(refresh).toEqual({ grant: 'refresh_token', key: login?.key })
      const proofs = server.requests.filter(({ path, method }) => path === '/api/hello' && method === 'GET')
      expect(proofs.map(({ headers }) => decodeJwt(`${headers.dpop}`).htu)).toEqual(
        Array(2).fill(`${server.api}/hello`),
      )
    } finally {
      await page.close()
    }
  },
)

it('says that the user must sign in again if the key is lost', async () => {
  const page = await browsers.chromium()
  try {
    await signIn(page, lenient)
    await page.evaluate(async () => {
      indexedDB.deleteDatabase('keyval-store')
    }, null)
    await page.reload()
    await page.waitForText('#status', /Not signed in: /)
    expect(grants(lenient)).toHaveLength(1)
    await page.reload()
    await page.waitForText('#status', /Signed out/)
  } finally {
    await page.close()
  }
})

it('keeps a key that no script can read', async () => {
  const page = await browsers.chromium()
  try {
    await signIn(page, lenient)
    const key = await page.evaluate(async () => {
      const asked = indexedDB.open('keyval-store')
      await new Promise((opened) => {
        asked.onsuccess = opened
      })
      const get = asked.result.transaction('keyval').objectStore('keyval').get('dpop')
      await new Promise((got) => {
        get.onsuccess = got
      })
      const { privateKey } = get.result as CryptoKeyPair
      const exported = await crypto.subtle.exportKey('jwk', privateKey).catch((error: Error) => error.name)
      return { extractable: privateKey.extractable, exported }
    }, null)
    expect(key).toEqual({ extractable: false, exported: 'InvalidAccessError' })
  } finally {
    await page.close()
  }
})
