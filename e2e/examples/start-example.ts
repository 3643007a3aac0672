import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Ending {
  code: number | null
  stdout: string
  stderr: string
}

export interface Running {
  /** What `pattern` finds in standard output, once it is there; rejects where the program ends without it. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  ended: Promise<Ending>
  /** Writes to its standard input. */
  say(text: string): void
  stop(): void
}

/** The file of an example. */
export const example = (path: string): string => fileURLToPath(new URL(`../../examples/${path}`, import.meta.url))

/** Starts a program with an environment of its own. */
export function startExample(command: string, args: string[], env: Record<string, string> = {}): Running {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, NO_COLOR: '1', ...env } })
  let [stdout, stderr] = ['', '']
  const ended = new Promise<Ending>((done, failed) => {
    child.on('error', failed)
    child.on('close', (code) => done({ code, stdout, stderr }))
  })
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((found, failed) => {
      const look = () => {
        const match = pattern.exec(stdout)
        if (match) found(match)
      }
      look()
      child.stdout.on('data', look)
      ended.then(({ code }) => failed(new Error(`ended with ${code}: ${stdout}${stderr}`)), failed)
    })
  return { printed, ended, say: (text) => child.stdin.write(text), stop: () => child.kill() }
}
