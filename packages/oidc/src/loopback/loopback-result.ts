import { failedLogin, type LoginFailed, type LoginOrigin, type LoginResult } from '../login/login-result.ts'

/** How a login of a command-line program ended. Also `expired` if the user didn't come back within `timeoutMs`. */
export type LoopbackResult = LoginResult | LoginFailed<LoopbackFailureCode>

/** Why no login could start on this machine: another program uses the port, or listening failed. */
export type LoopbackFailureCode = 'port_in_use' | 'listen_failed'

/** The result if listening failed. */
export function listenFailure(
  cause: unknown,
  origin: LoginOrigin,
  { host, port }: { host: string; port: number },
): LoginFailed<LoopbackFailureCode> {
  const code = `${Object(cause).code ?? Object(cause).name}`
  if (code === 'EADDRINUSE') {
    const message = `Port ${port} is in use. Close the program that uses it, or choose another port.`
    return failedLogin<LoopbackFailureCode>('port_in_use', origin, { cause, message, transient: true })
  }
  const message = `This program can’t listen on ${host}${port ? `, port ${port}` : ''} (${code}). Sign in with a code instead.`
  return failedLogin<LoopbackFailureCode>('listen_failed', origin, { cause, message })
}
