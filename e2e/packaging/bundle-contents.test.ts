import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './run.ts'

const dist = join(root, 'packages/core/dist')
const read = (file: string) => readFileSync(join(dist, file), 'utf8')
const scripts = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'))

// what belongs to one platform or another package, in any spelling that would run
const foreign = {
  window: /\bwindow\b/,
  document: /(?<![\w-])document\./,
  process: /\bprocess\./,
  Buffer: /\bBuffer\b/,
  require: /\brequire\(/,
  'node:': /\bnode:/,
  jose: /\bjose\b/,
  ky: /['"@/]ky\b/,
  eval: /\beval\b|\bFunction\(/,
}

test('the build wrote modules and the file for a script tag', () => {
  expect(scripts).toContain('index.js')
  expect(scripts).toContain('token/request-token.js')
  expect(scripts).toContain('grantkit.umd.min.js')
})

test('no script knows a platform or another package', () => {
  const found = scripts.flatMap((file) => {
    const code = read(file)
    return Object.entries(foreign).flatMap(([name, word]) => (word.test(code) ? `${name} in ${file}` : []))
  })
  expect(found).toEqual([])
})

test('words that do not belong would be found', () => {
  const bad = `window.x; document.title; process.env; Buffer.from; require("x"); "node:fs"; "jose"; "ky"; eval("1")`
  expect(Object.entries(foreign).filter(([, words]) => !words.test(bad))).toEqual([])
})

test('every script has a source map that leads to sources that are published', () => {
  for (const file of scripts) {
    const map = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(read(file))?.[1]
    expect(map, file).toBe(`${basename(file)}.map`)
    const folder = dirname(join(dist, file))
    const { sources, mappings } = JSON.parse(readFileSync(join(folder, map ?? ''), 'utf8'))
    if (!onlyPassesOn(read(file))) expect(mappings, file).toMatch(/\w/)
    for (const source of sources) {
      expect(join(folder, source)).toContain(join(root, 'packages/core/src'))
      expect(existsSync(join(folder, source)), source).toBe(true)
    }
  }
})

/** Whether a module has nothing but imports and exports, of which a map has nothing to say. */
function onlyPassesOn(code: string): boolean {
  return code.replace(/^(import|export) [^;]*;$|^\/\/.*$/gm, '').trim() === ''
}

test('core depends on nothing', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'packages/core/package.json'), 'utf8'))
  expect(Object.keys(manifest).filter((key) => /dependencies/i.test(key))).toEqual([])
  expect(manifest.sideEffects).toBe(false)
})
