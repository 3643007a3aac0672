import { describe, expect, it } from 'vitest'
import { testKey } from './testing/keys.ts'
import { signed } from './testing/tokens.ts'
import { validators } from './testing/validators.ts'

const key = await testKey()
const trusted = { keys: { keys: [key.publicJwk] } }

const shapes: unknown[] = [null, '', 'text', 0, -1, 1.5, true, [], ['a', 1, null], {}, { a: null }, [[]]]
const names = ['amr', 'acr', 'auth_time', 'email', 'groups', 'scope', 'sid', 'jti', 'cnf', 'typ', '__proto__', 'a b']

/** What a validator compares, or requires of its kind. */
const compared: Record<string, string[]> = {
  validateJwtAccessToken: ['jti', 'cnf', 'scope'],
  validateLogoutToken: ['jti', 'sid'],
  parseJarmResponse: ['scope'],
}

/** Claims in JSON with one more, whatever its name. */
const withClaim = (claims: object, name: string, value: unknown): string =>
  JSON.stringify({ [name]: undefined, ...claims, odd: 0 }).replace(
    '"odd":0',
    `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  )

describe('the type of an unused claim never fails a validation', () => {
  it.each(validators)('$name', async ({ name, claims, header, run }) => {
    for (const claim of names.filter((each) => !compared[name]?.includes(each))) {
      for (const shape of shapes) {
        const text = withClaim(claims({ [claim]: undefined }), claim, shape)
        const running = run(await signed(text, key, header), trusted)
        await running.catch((error) => expect.fail(`${claim}: ${JSON.stringify(shape)}: ${error.message}`))
      }
    }
  })

  it.each(validators.filter(({ name }) => /^validate(Id|JwtAccess|Logout)/.test(name)))(
    '$name: it is returned unchanged',
    async ({ claims, header, run }) => {
      for (const amr of shapes) {
        expect(await run(await signed(claims({ amr }), key, header), trusted)).toMatchObject({ amr })
      }
    },
  )
})
