import { checkFunction, misuse } from 'grantkit/internal/misuse'
import { checkMethods } from './internal/check-methods.ts'

/** Refuses mistakes in what is injected and in times, by a `TypeError` that names the field. What is undefined is left out. */
export function checkInjected(settings: object): void {
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) continue
    const methods = interfaces[name as 'store']
    if (methods) checkMethods(name, value, methods)
    if (/^(on|random$|ends|check)/.test(name)) checkFunction(name, value ?? undefined)
    const least = atLeast[name as 'maxPauseMs']
    if (least !== undefined && !(value >= least)) misuse(name, `milliseconds from ${least}`)
    if (/^(defaultLifetime|sessionTtl|maxIdle|automaticWindow)Ms$/.test(name) && !(value > 0))
      misuse(name, 'milliseconds above 0')
    if (name === 'timeoutMs' && !(value > 0 && value < 2 ** 31)) misuse(name, 'milliseconds from 1 to 2147483647')
  }
}

const interfaces = { store: 'get, set and delete', lock: 'withLock', clock: 'now and sleep' }
const atLeast = { lockWaitMs: 0, renewBeforeMs: 0, maxPauseMs: 1000 }
