// Runs one program in Deno or Bun, and exits when it ends, even if a server that it started is still running.
import './node-world.ts'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

await import(pathToFileURL(process.argv[2] ?? '').href)
console.log('at its end')
process.exit(0)
