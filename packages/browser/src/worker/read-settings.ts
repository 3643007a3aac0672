import { misuse } from 'grantkit/internal/misuse'
import { checkSettings } from '../check-settings.ts'
import type { WorkerSettings } from './worker-settings.ts'

/**
 * The settings in a text, deeply frozen.
 *
 * @throws {TypeError} if they can't work.
 */
export function workerSettingsIn(text: string): WorkerSettings {
  const settings = JSON.parse(text, (_, value) => Object.freeze(value))
  checkSettings({ ...settings, worker: () => misuse('worker', 'no worker of its own') })
  if (typeof settings.name !== 'string') misuse('name', 'a text')
  return settings
}
