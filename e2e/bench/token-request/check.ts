import assert from 'node:assert/strict'
import { accessToken, stubFetch } from '../stub-fetch.ts'
import type { Contestant } from './contestant.ts'
import type { Job } from './job.ts'

/** Checks before the measurement that a contestant sends the right request and returns the token. */
export async function check(name: string, contestant: Contestant, job: Job): Promise<void> {
  const sent: Request[] = []
  const fetch: typeof stubFetch = (input, init) => {
    sent.push(new Request(input, init))
    return stubFetch(input, init)
  }
  assert.equal(await contestant(job, fetch)(), accessToken, `${name} returns the token`)
  assert.equal(sent.length, 1, `${name} sends one request`)
  const [request] = sent as [Request]
  assert.equal(`${request.method} ${request.url}`, `POST ${job.address}`, name)
  assert.equal(request.headers.get('accept'), 'application/json', name)
  assert.deepEqual(credentials(request), job.clientSecret ? `${job.clientId}:${job.clientSecret}` : undefined, name)
  const form = Object.fromEntries(new URLSearchParams(await request.text()))
  const expected = {
    grant_type: 'authorization_code',
    code: job.code,
    redirect_uri: job.redirectUri,
    code_verifier: job.codeVerifier,
    ...(!job.clientSecret && { client_id: job.clientId }),
  }
  assert.deepEqual(form, expected, name)
}

/** The decoded Basic header of a request. Libraries differ in which characters they encode. */
function credentials(request: Request): string | undefined {
  const [, encoded] = /^Basic (.+)$/.exec(request.headers.get('authorization') ?? '') ?? []
  return encoded && decodeURIComponent(atob(encoded))
}
