// Child processes that can't outlive this one.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Starts a program that the kernel ends with this process, however this process ends. */
export async function leashed(program, args, options = {}) {
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', program, ...args], options)
  // rejects if the program can't be started
  await once(child, 'spawn')
  return child
}
