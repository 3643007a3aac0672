import type { misuse } from 'grantkit/internal/misuse'
import type { JoseError } from '../jose-error.ts'
import type { importOnce } from '../jws/import-once.ts'
import type { keyFault } from '../jws/key-fault.ts'
import type { checkList } from './check-list.ts'

/**
 * The imports of `decrypt.ts`, passed as an argument. `decrypt.ts` is loaded only when it is needed. If it had these imports itself,
 * bundlers would split the shared code into more files, which every page would load.
 */
export interface DecryptDependencies {
  JoseError: typeof JoseError
  checkList: typeof checkList
  importOnce: typeof importOnce
  keyFault: typeof keyFault
  misuse: typeof misuse
}
