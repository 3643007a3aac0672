import { describe, expect, test } from 'vitest'
import { createTokenFetch, type StepUp, stepUpOf } from '../index.ts'
import { api, ok, refusal } from '../testing/api.ts'
import { fakeSource } from '../testing/fake-source.ts'

const origins = ['https://api.example']
const url = 'https://api.example/things'
const wantsSignIn =
  'Bearer error="insufficient_user_authentication", error_description="Sign in again", acr_values="urn:a urn:b", max_age="300"'
const wantsScope =
  'Bearer realm="x", error="insufficient_scope", scope="read write", resource_metadata="https://api.example/m"'

describe('the step-up challenge of a response', () => {
  test.each<[string, number, StepUp]>([
    [
      wantsSignIn,
      401,
      {
        error: 'insufficient_user_authentication',
        errorDescription: 'Sign in again',
        acrValues: 'urn:a urn:b',
        maxAge: 300,
      },
    ],
    [wantsScope, 403, { error: 'insufficient_scope', scope: 'read write', resourceMetadata: 'https://api.example/m' }],
    ['Bearer error=insufficient_scope', 401, { error: 'insufficient_scope' }],
    ['DPoP algs="ES256", Bearer error="insufficient_scope"', 403, { error: 'insufficient_scope' }],
    [
      'DPoP error="insufficient_user_authentication", max_age="0"',
      401,
      { error: 'insufficient_user_authentication', maxAge: 0 },
    ],
  ])('is read from its header: %s', (challenge, status, expected) => {
    expect(stepUpOf(refusal(challenge, status))).toEqual(expected)
  })

  test.each(['soon', '-1', '1.5', '1e3', '99999999999999999999', ''])('has no maxAge if max_age is "%s"', (maxAge) => {
    const challenge = `Bearer error="insufficient_user_authentication", max_age="${maxAge}"`
    expect(stepUpOf(refusal(challenge))).toEqual({ error: 'insufficient_user_authentication' })
  })

  test.each([
    ['invalid_token', refusal('Bearer error="invalid_token", scope="x"')],
    ['no challenge', refusal()],
    ['nonsense', refusal('====, "",', 403)],
    ['a success with a challenge', refusal(wantsScope, 200)],
  ])('is undefined if there is %s', (_, response) => {
    expect(stepUpOf(response)).toBeUndefined()
  })
})

describe('an API that requires a step-up', () => {
  test.each([
    [wantsSignIn, 401],
    [wantsScope, 403],
    [wantsScope, 401],
  ])('gets one request, and its response is returned unchanged: %s', async (challenge, status) => {
    const source = fakeSource()
    const told: unknown[] = []
    const onStepUp = (...all: unknown[]) => {
      told.push(all)
    }
    const fetch = api(refusal(challenge, status))
    const response = await createTokenFetch(source, { origins, fetch, onStepUp })(url)
    expect(response.status).toBe(status)
    expect(await response.text()).toBe('refused')
    expect(told).toEqual([[stepUpOf(response), response]])
    expect(source.renewals).toBe(0)
  })

  test('makes the call wait for the hook', async () => {
    const steps: string[] = []
    const onStepUp = async () => {
      await new Promise((resolve) => setTimeout(resolve))
      steps.push('hook')
    }
    await createTokenFetch(fakeSource(), { origins, fetch: api(refusal(wantsScope, 403)), onStepUp })(url)
    steps.push('answer')
    expect(steps).toEqual(['hook', 'answer'])
  })

  test('causes an error if the hook throws', async () => {
    class StepUpNeeded extends Error {}
    const onStepUp = () => {
      throw new StepUpNeeded()
    }
    const tokenFetch = createTokenFetch(fakeSource(), { origins, fetch: api(refusal(wantsScope, 403)), onStepUp })
    await expect(tokenFetch(url)).rejects.toBeInstanceOf(StepUpNeeded)
  })

  test('is the only case in which the hook is called', async () => {
    const onStepUp = () => {
      throw new Error('nobody wanted a step-up')
    }
    const fetch = api(ok(), refusal('Bearer error="invalid_token"'), refusal(), refusal(wantsScope, 403))
    const tokenFetch = createTokenFetch(fakeSource(), { origins, fetch, onStepUp })
    await tokenFetch(url)
    await tokenFetch(url)
    // what another origin wants is not the token's to bring
    expect((await tokenFetch('https://elsewhere.example/')).status).toBe(403)
  })

  test('also calls the hook after a refresh', async () => {
    const told: StepUp[] = []
    const fetch = api(refusal('Bearer error="invalid_token"'), refusal(wantsScope, 403))
    const onStepUp = (stepUp: StepUp) => {
      told.push(stepUp)
    }
    await createTokenFetch(fakeSource(), { origins, fetch, onStepUp })(url)
    expect(told).toHaveLength(1)
  })
})
