import type { Job } from './job.ts'

/**
 * One way to do the job. Whatever its users do once, such as making a client, it does here; the function it returns is
 * what gets timed, and resolves to the access token.
 */
export type Contestant = (job: Job, fetch: typeof globalThis.fetch) => () => Promise<string | undefined>
