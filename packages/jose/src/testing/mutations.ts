import * as fc from 'fast-check'

/** A token with one byte changed to any other of 256. */
export function flippedByte(token: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(token.length - 1), fc.integer({ min: 1, max: 255 }))
    .map(([at, bits]) => token.slice(0, at) + String.fromCharCode(token.charCodeAt(at) ^ bits) + token.slice(at + 1))
}

/** A token with one character changed to another of base64url, so that its form stays valid. */
export function flippedCharacter(token: string): fc.Arbitrary<string> {
  const places = [...token].flatMap((character, at) => (character === '.' ? [] : [at]))
  return fc.tuple(fc.constantFrom(...places), fc.integer({ min: 1, max: 63 })).map(([at, step]) => {
    const next = alphabet[(alphabet.indexOf(token[at] ?? '') + step) % 64]
    return token.slice(0, at) + next + token.slice(at + 1)
  })
}

/** A token whose parts are shortened, lengthened, repeated, swapped, or taken from another token. */
export function reassembled(token: string, other: string): fc.Arbitrary<string> {
  const parts = token.split('.')
  const others = other.split('.')
  const at = fc.nat(parts.length - 1)
  const changed = (place: number, part: string) => parts.map((old, index) => (index === place ? part : old)).join('.')
  return fc
    .oneof(
      fc.tuple(at, fc.nat(20)).map(([place, length]) => changed(place, (parts[place] ?? '').slice(0, -1 - length))),
      fc.tuple(at, fc.stringMatching(/^[\w-]{1,12}$/)).map(([place, more]) => changed(place, `${parts[place]}${more}`)),
      fc
        .tuple(at, fc.stringMatching(/^[ =+/~\n\t]{1,3}$/))
        .map(([place, more]) => changed(place, `${parts[place]}${more}`)),
      fc.tuple(at, at).map(([place, from]) => changed(place, parts[from] ?? '')),
      fc.tuple(at, at).map(([place, from]) => changed(place, others[from] ?? '')),
      at.map((place) => parts.toSpliced(place, 1).join('.')),
      at.map((place) => parts.toSpliced(place, 0, parts[place] ?? '').join('.')),
    )
    .filter((mutant) => mutant !== token)
}

/** The JSON of `claims` with one of these members removed, changed or repeated. */
export function rewritten(claims: object, members: readonly string[]): fc.Arbitrary<string> {
  const json = JSON.stringify(claims)
  return fc
    .tuple(fc.constantFrom(...members), fc.constantFrom('drop', 'retype', 'double'), odd, fc.boolean())
    .map(([name, how, value, first]) => {
      const twin = `${JSON.stringify(name)}:${JSON.stringify(value)}`
      if (how === 'drop') return JSON.stringify({ ...claims, [name]: undefined })
      if (how === 'retype') return JSON.stringify({ ...claims, [name]: value })
      return first ? json.replace('{', `{${twin},`) : json.replace(/\}$/, `,${twin}}`)
    })
    .filter((text) => text !== json)
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Values that are not valid for any claim. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, '', [], {}, [[]], [null], 'null', '1700000300', -1, 1e300),
  fc.string({ minLength: 1 }),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.double({ max: 1_699_000_000, noNaN: true }),
)
