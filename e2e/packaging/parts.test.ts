import { describe, expect, test } from 'vitest'
import { publishedPackages } from './published-packages.ts'

/** The exports of one import path. */
type Exported = Record<string, unknown>

const packages = await Promise.all(
  publishedPackages.map(async ({ name, entries }) => {
    const root: Exported = await import(name)
    const all = await Promise.all(
      entries.map(async ({ specifier }) => ({ specifier, exported: (await import(specifier)) as Exported })),
    )
    // code for an optional peer is only exported under its own path
    const parts = all.filter(({ specifier, exported }) => {
      return specifier !== name && Object.keys(exported).some((each) => each in root)
    })
    return { name, root, parts }
  }),
)

test('core has parts', () => {
  const core = packages.find(({ name }) => name === 'grantkit')
  expect(core?.parts.map(({ specifier }) => specifier)).toEqual([
    'grantkit/authorization',
    'grantkit/client',
    'grantkit/discovery',
    'grantkit/endpoints',
    'grantkit/token',
  ])
})

describe.for(packages.filter(({ parts }) => parts.length))('$name', ({ root, parts }) => {
  test.for(parts)('$specifier exports only names of the root, with the same values', ({ exported }) => {
    for (const [name, value] of Object.entries(exported)) expect(root[name], name).toBe(value)
  })

  test('every name of the root is in a part', () => {
    expect(parts.flatMap(({ exported }) => Object.keys(exported)).sort()).toEqual(Object.keys(root).sort())
  })
})
