import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorsPage } from '../../docs/site/errors/errors-page.ts'
import { fieldMeanings } from '../../docs/site/errors/field-meanings.ts'
import { readSources } from '../../docs/site/errors/source-files.ts'
import { typeErrorTexts } from '../../docs/site/errors/type-errors.ts'
import { root } from '../packaging/run.ts'

const sources = readSources()
const page = errorsPage(sources)

// this test reads the sources as plain text, because the page is made from syntax trees
const packages = readdirSync(join(root, 'packages'))
const texts = packages.flatMap((name) => {
  const src = join(root, 'packages', name, 'src')
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^(?!testing\/).*(?<!\.test)\.ts$/.test(path))
    .map((path) => readFileSync(join(src, path), 'utf8'))
})

describe('the page of errors', () => {
  it('has every code of every closed union', () => {
    const unions = texts.flatMap((text) => [
      ...text.matchAll(/^export type \w+(?:Code|EndReason) =\n((?: {2}.*\n)+)/gm),
    ])
    const codes = unions.flatMap(([, body = '']) => [...body.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, code]) => code))
    expect(codes.length).toBeGreaterThan(50)
    expect(codes.filter((code) => !page.includes(`| \`${code}\` |`))).toEqual([])
  })

  it('has every failure of a login', () => {
    const lists = texts.flatMap((text) => [...text.matchAll(/^export const \w+Failures = \{\n(.*?)^\}/gms)])
    const codes = lists.flatMap(([, body = '']) => [...body.matchAll(/^ {2}(\w+): '/gm)].map(([, code]) => code))
    expect(codes.length).toBeGreaterThan(12)
    expect(codes.filter((code) => !page.includes(`| \`${code}\` |`))).toEqual([])
  })

  it('has every text of a TypeError that is written as a literal', () => {
    const calls = texts.flatMap((text) => [...text.matchAll(/\bmisuse\('([^']+)', (?:'([^']*)'|"([^"]*)")\)/g)])
    const messages = calls.map(([, field, single, double]) => `${field}: pass ${single ?? double}`)
    expect(messages.length).toBeGreaterThan(100)
    const shown = page.replaceAll('&lt;', '<').replaceAll('&#123;', '{').replaceAll('\\|', '|')
    expect(messages.filter((message) => !shown.includes(`\`${message}\``))).toEqual([])
  })

  it('says what to do about each code', () => {
    const rows = page.split('\n').filter((line) => /^\| `\w+` \|/.test(line))
    expect(rows.length).toBeGreaterThan(90)
    expect(rows.filter((row) => /\| *\|$/.test(row))).toEqual([])
  })

  it('says what each field of a TypeError is', () => {
    const rows = page.slice(page.indexOf('{#TypeError}')).split('\n')
    const messages = rows.filter((line) => /^\| `.*` \|/.test(line))
    expect(messages.length).toBeGreaterThan(350)
    expect(messages.filter((row) => !/` \| \S.{10,} \|$/.test(row))).toEqual([])
  })

  it('has no meaning of a field that no message names', () => {
    const named = typeErrorTexts(sources).map(({ about }) => about)
    expect(Object.entries(fieldMeanings).filter(([, meaning]) => !named.includes(meaning))).toEqual([])
  })
})
