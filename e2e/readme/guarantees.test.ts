import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const folder = new URL('../../packages/tokens/', import.meta.url)
const readme = await readFile(new URL('README.md', folder), 'utf8')
/** Each numbered sentence, in one line. */
const guarantees = readme
  .split(/\n(?=\d+\. )|\n\n/)
  .filter((text) => /^\d+\. /.test(text))
  .map((text) => text.replace(/\s+/g, ' '))

test('there are guarantees of sessions and of calls', () => {
  expect(guarantees.length).toBeGreaterThan(20)
})

test.each(guarantees)('a test with the quoted title exists: %s', async (guarantee) => {
  const shown = [...guarantee.matchAll(/`([\w/.-]+\.test\.ts)`: ("[^"]+"(?:, "[^"]+")*)/g)]
  expect(shown.length).toBeGreaterThan(0)
  for (const [, file = '', titles = ''] of shown) {
    const source = await readFile(new URL(`src/${file}`, folder), 'utf8')
    // a test's title is the text before its function
    const tests = [...source.matchAll(/\(\s*(['"])((?:(?!\1).)*)\1,\s*(?:async\s*)?\(/g)].map(([, , title]) => title)
    for (const [, title = ''] of titles.matchAll(/"([^"]+)"/g))
      expect(
        tests.filter((each) => each?.includes(title)),
        `${file}: ${title}`,
      ).not.toEqual([])
  }
})
