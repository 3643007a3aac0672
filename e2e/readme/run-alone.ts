// Runs one program in Deno or Bun, which end when it does: servers that it started are no reason to stay.
import './node-world.ts'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

await import(pathToFileURL(process.argv[2] ?? '').href)
console.log('at its end')
process.exit(0)
