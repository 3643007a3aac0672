import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The root folder of the repository. */
export const root: string = join(import.meta.dirname, '../..')

/** The path of a dependency's program. */
export const bin = (name: string): string => join(root, 'node_modules/.bin', name)

/** The exit code and the output of a program. */
export interface Run {
  status: number | null
  output: string
}

/** Runs a program to its end, at most for a test's timeout. Rejects only if it can't be started. */
export function run(program: string, args: string[], cwd: string = root, timeout = 50_000): Promise<Run> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, output }))
  })
}
