import { misuse } from 'grantkit/internal/misuse'
import type { KyInstance } from 'ky'

/** Refuses what is no ky instance, or one of a ky that has no init hooks. */
export function checkKy(ky: KyInstance): void {
  if (typeof ky?.extend !== 'function') misuse('ky', 'a ky instance, 2.1 or newer')
}
