// The program for workerd, which calls `test` and allows nothing at the top level.
import { runChecks } from './run-checks.ts'

export default { test: runChecks }
