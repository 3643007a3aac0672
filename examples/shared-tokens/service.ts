// A service that runs in several processes, on one machine or many, which share one token through Redis. It is encrypted there:
//   CLIENT_SECRET=... STORE_KEY=$(openssl rand -base64 32) PORT=8080 node service.ts \
//     https://demo.example/connect/token service https://stock.example/api redis://localhost:6379
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { createClientCredentialsTokens, createTokenFetch, TokenSourceError } from '@grantkit/tokens'
import { createEncryptedStore } from '@grantkit/tokens/encrypted-store'
import { createRedisLock } from '@grantkit/tokens/redis-lock'
import { Redis } from 'ioredis'
import { createRedisStore } from './redis-store.ts'

const [address, clientId, api, redisUrl] = process.argv.slice(2)
const { CLIENT_SECRET: clientSecret, STORE_KEY: storeKey, PORT = '0' } = process.env
if (!address || !clientId || !api || !redisUrl || !clientSecret || !storeKey) {
  console.error('usage: CLIENT_SECRET=... STORE_KEY=... [PORT=...] service.ts TOKEN_ENDPOINT CLIENT_ID API REDIS_URL')
  process.exit(2)
}

const redisStore = createRedisStore(redisUrl)
const redis = new Redis(redisUrl)
const source = createClientCredentialsTokens({
  address,
  clientId,
  clientSecret,
  resource: api,
  scope: 'read',
  // for key rotation, put the new key first and keep the old one until its tokens have expired
  store: createEncryptedStore(redisStore, { keys: [{ id: 'first', key: Buffer.from(storeKey, 'base64') }] }),
  lock: createRedisLock(redis),
  timeoutMs: 3000,
  onEvent: ({ name }) => console.log(name),
})
const callApi = createTokenFetch(source, { origins: [api] })

const server = createServer(async (request, response) => {
  const json = (status: number, body: object, headers = {}) =>
    response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body))

  if (request.method !== 'GET' || request.url !== '/stock') return json(404, { error: 'not found' })
  try {
    const answer = await callApi(`${api}/hello`, { signal: AbortSignal.timeout(5000) })
    return json(answer.ok ? 200 : 502, { stock: await answer.json() })
  } catch (error) {
    console.error(String(error))
    const waitMs = (error instanceof TokenSourceError && error.retryAfterMs) || 5000
    return json(503, { error: 'not now' }, { 'retry-after': Math.ceil(waitMs / 1000) })
  }
})

server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.on('SIGTERM', () => {
  server.close()
  redis.disconnect()
  redisStore.close()
})
