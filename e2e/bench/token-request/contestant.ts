import type { Job } from './job.ts'

/**
 * One way to do the job. It does here what users do once, such as making a client. The returned function is measured; it resolves to
 * the access token.
 */
export type Contestant = (job: Job, fetch: typeof globalThis.fetch) => () => Promise<string | undefined>
