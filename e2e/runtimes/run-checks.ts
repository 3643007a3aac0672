import { type Check, Endpoint } from './endpoint.ts'

// set by the bundler, because the program may not have permission to read environment variables
declare const ORIGIN: string

/** Runs every check and prints a line for each that fails; the last line is for the program that started the runtime. */
export async function runChecks(checks: Record<string, Check>): Promise<void> {
  let passed = 0
  // concurrently, because the checks mostly wait
  await Promise.all(
    Object.entries(checks).map(([sentence, check]) =>
      check(new Endpoint(ORIGIN)).then(
        () => passed++,
        (error) => console.log(`FAIL ${sentence}: ${error}`),
      ),
    ),
  )
  console.log(`checks passed: ${passed}`)
}
