import { compare } from '../compare.ts'
import { stubFetch } from '../stub-fetch.ts'
import { check } from './check.ts'
import type { Contestant } from './contestant.ts'
import { badgateway } from './contestants/badgateway.ts'
import { grantkit } from './contestants/grantkit.ts'
import { handWritten } from './contestants/hand-written.ts'
import { oauth4webapi } from './contestants/oauth4webapi.ts'
import { openidClient } from './contestants/openid-client.ts'
import { confidentialClient, type Job, publicClient } from './job.ts'

const baseline = 'hand-written fetch'
const contestants: Record<string, Contestant> = {
  [baseline]: handWritten,
  grantkit,
  oauth4webapi,
  '@badgateway/oauth2-client': badgateway,
  'openid-client': openidClient,
}

/** Measures one authorization code token request with each library and with a hand-written fetch. */
export async function tokenRequest(): Promise<void> {
  await ofClient('Authorization code with PKCE, public client', publicClient)
  await ofClient('Authorization code with PKCE, confidential client (Basic)', confidentialClient)
}

async function ofClient(title: string, job: Job): Promise<void> {
  const runners: Record<string, () => unknown> = {}
  for (const [name, contestant] of Object.entries(contestants)) {
    await check(name, contestant, job)
    runners[name] = contestant(job, stubFetch)
  }
  await compare({ title, baseline, runners })
}
