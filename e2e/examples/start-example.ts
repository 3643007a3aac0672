import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Ending {
  code: number | null
  stdout: string
  stderr: string
}

export interface Running {
  /** Waits for `pattern` in standard output and returns the match. Rejects if the program ends without it. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  /** The same in standard error. */
  told(pattern: RegExp): Promise<RegExpExecArray>
  ended: Promise<Ending>
  /** Writes to its standard input. */
  say(text: string): void
  /** Closes its standard input. */
  endInput(): void
  stop(): void
}

/** The path of an example's file. */
export const example = (path: string): string => fileURLToPath(new URL(`../../examples/${path}`, import.meta.url))

/** Starts a program with these environment variables only. */
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
  const found = (pattern: RegExp, stream: 'stdout' | 'stderr') =>
    new Promise<RegExpExecArray>((resolve, failed) => {
      const look = () => {
        const match = pattern.exec(stream === 'stdout' ? stdout : stderr)
        if (match) resolve(match)
      }
      look()
      child[stream].on('data', look)
      ended.then(({ code }) => failed(new Error(`ended with ${code}: ${stdout}${stderr}`)), failed)
    })
  const printed = (pattern: RegExp) => found(pattern, 'stdout')
  const told = (pattern: RegExp) => found(pattern, 'stderr')
  const [say, endInput] = [(text: string) => child.stdin.write(text), () => child.stdin.end()]
  return { printed, told, ended, say, endInput, stop: () => child.kill() }
}
