// The program for Node, Deno and Bun.
import { runChecks } from './run-checks.ts'

await runChecks()
