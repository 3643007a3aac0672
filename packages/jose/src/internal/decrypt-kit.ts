import type { misuse } from 'grantkit/internal/misuse'
import type { JoseError } from '../jose-error.ts'
import type { importOnce } from '../jws/import-once.ts'
import type { keyFault } from '../jws/key-fault.ts'
import type { checkList } from './check-list.ts'

/**
 * What `decrypt.ts`, which is loaded by those who need it, takes of the files that are there already. With imports of its own,
 * bundlers would put what both sides need into more files, which everybody loads.
 */
export interface DecryptKit {
  JoseError: typeof JoseError
  checkList: typeof checkList
  importOnce: typeof importOnce
  keyFault: typeof keyFault
  misuse: typeof misuse
}
