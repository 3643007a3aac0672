// The declarations and the code have the same names; it is the values that hold the one to the other.
import * as jose from '@grantkit/jose'
import * as ky from '@grantkit/ky'
import * as tokens from '@grantkit/tokens'
import * as encryptedStore from '@grantkit/tokens/encrypted-store'
import * as opentelemetry from '@grantkit/tokens/opentelemetry'
import * as redisLock from '@grantkit/tokens/redis-lock'
import * as grantkit from 'grantkit'
import type { publicNames } from '../public-names.ts'

type Listed = typeof publicNames
type Declared = {
  grantkit: typeof grantkit
  '@grantkit/jose': typeof jose
  '@grantkit/ky': typeof ky
  '@grantkit/tokens': typeof tokens
  '@grantkit/tokens/encrypted-store': typeof encryptedStore
  '@grantkit/tokens/opentelemetry': typeof opentelemetry
  '@grantkit/tokens/redis-lock': typeof redisLock
}

/** The specifiers of which more is declared than is listed. */
type Unlisted = {
  [Specifier in keyof Listed]: Exclude<keyof Declared[Specifier], Listed[Specifier][number]> extends never
    ? never
    : Specifier
}[keyof Listed]
export const unlisted: [Unlisted] extends [never] ? true : Unlisted = true

/** Does not compile where more is listed than is declared. */
export const all: { [Specifier in keyof Listed]: Record<Listed[Specifier][number], unknown> } = {
  grantkit,
  '@grantkit/jose': jose,
  '@grantkit/ky': ky,
  '@grantkit/tokens': tokens,
  '@grantkit/tokens/encrypted-store': encryptedStore,
  '@grantkit/tokens/opentelemetry': opentelemetry,
  '@grantkit/tokens/redis-lock': redisLock,
}
