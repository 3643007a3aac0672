import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { failure } from '../testing/ask.ts'
import { canary, echoes, hasty, looks, plantedRequests, shapesOf, tellings, transports } from '../testing/canary.ts'
import { type Reply, testFetch } from '../testing/test-fetch.ts'

describe.each(Object.entries(looks))(
  'a %s secret of the request shows in nothing that console.log prints (PAIN 14):',
  (_, look) => {
    const requests = plantedRequests(look)

    test.each(Object.entries(transports))('a transport throws %s', async (_, thrownFor) => {
      for (const { title, tell, grant, request } of requests) {
        const reply: Reply = (seen) => {
          throw thrownFor(tell(seen), seen)
        }
        const response = failure(await grant.ask(request, { fetch: testFetch(reply) }))
        for (const shape of shapesOf(response)) {
          expect(inspect(shape, { depth: 20, showHidden: true, getters: true }), title).not.toContain(canary)
        }
      }
    })

    test.each(Object.entries(echoes))('a server sends it back in %s', async (_, echo) => {
      const asking = requests.map(async ({ title, grant, request }) => {
        const reply: Reply = (seen) => echo((tellings['the values'] as (typeof tellings)[string])(seen))
        const response = failure(await grant.ask(request, { fetch: testFetch(reply), ...hasty }))
        for (const shape of shapesOf(response)) expect(inspect(shape, { depth: 20 }), title).not.toContain(canary)
      })
      await Promise.all(asking)
    })

    test('the caller makes a mistake', async () => {
      for (const { grant, request } of requests) {
        const asking = grant.ask({ ...request, address: `http://as.example/${canary}` }, { fetch: testFetch() })
        const thrown = await asking.catch((error: unknown) => error)
        expect(thrown).toBeInstanceOf(TypeError)
        expect(inspect(thrown, { depth: 20, showHidden: true })).not.toContain(canary)
      }
    })
  },
)
