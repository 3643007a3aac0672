// One process of a web app that shares its sessions in Redis: `shared-app.ts BASE_URL PORT`, with environment variables for the rest.
import { createServer } from 'node:http'
import { createOidcClient } from '@grantkit/oidc'
import { createWebLogin } from '@grantkit/oidc/web-login'
import { createKeyvStore } from '@grantkit/tokens'
import { createRedisLock } from '@grantkit/tokens/redis-lock'
import { getRequestListener } from '@hono/node-server'
import KeyvRedis from '@keyv/redis'
import { Redis } from 'ioredis'
import Keyv from 'keyv'

const [baseUrl = '', port = ''] = process.argv.slice(2)
const { REDIS = '', ISSUER: issuer = '', API: api = '', KEY = '' } = process.env
const { CLIENT_ID: clientId = '', CLIENT_SECRET: clientSecret = '' } = process.env
const redis = new Redis(REDIS)
const web = createWebLogin({
  client: createOidcClient({
    ...{ issuer, clientId, clientSecret, redirectUri: `${baseUrl}/auth/callback` },
    ...{ scope: 'openid offline_access read', resource: api },
  }),
  ...{ baseUrl, keys: [{ id: '1', key: Buffer.from(KEY, 'base64') }] },
  store: createKeyvStore(new Keyv({ store: new KeyvRedis(REDIS, { throwOnErrors: true }), throwOnErrors: true })),
  lock: createRedisLock(redis),
  // the server issues refresh tokens only after asking for consent
  login: { prompt: 'consent' },
  onError: (error) => console.error(`${error}`),
})

const handle = async (request: Request): Promise<Response> => {
  const answer = await web.handle(request)
  if (answer) return answer
  const session = await web.getSession(request)
  if (!session) return web.signIn(request, { returnTo: '/orders' })
  const response = await session.fetch(api)(`${api}/hello`)
  return Response.json({ session: session.sessionId(), user: session.user?.sub, orders: await response.json() })
}
createServer(getRequestListener(handle)).listen(Number(port), '127.0.0.1', () => console.log('listening'))
