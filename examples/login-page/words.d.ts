import type { CallbackResult, SignInResult, Snapshot } from '@grantkit/browser'

export interface Words {
  status: string
  notice: string
  isSignedIn: boolean
  isBusy: boolean
}

export interface News {
  text: string
  isSignedIn: boolean
}

export function wordsOf(snapshot: Snapshot, news?: News): Words
export function newsOfLogin(result: CallbackResult | SignInResult, snapshot: Snapshot): News | undefined
export function newsOfResponse(response: Response, snapshot: Snapshot): News | undefined
export function newsOfFailure(error: unknown, snapshot: Snapshot): News | undefined
