import { misuse } from 'grantkit/internal/misuse'
import type { KyInstance } from 'ky'

/** Refuses anything but an instance of ky 2.1 or newer, which has init hooks. */
export function checkKy(ky: KyInstance): void {
  if (typeof ky?.extend !== 'function') misuse('ky', 'a ky instance, 2.1 or newer')
}
