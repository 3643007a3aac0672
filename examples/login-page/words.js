// The texts of a page: for each state of the client, and after each sign-in.

const reasons = {
  no_session: undefined,
  signed_out: 'You signed out, here or in another tab.',
  revoked: 'The sign-in service ended your session. Please sign in again.',
  rotation_lost: 'Your session was lost. Please sign in again.',
  expired: 'Your session has ended. Please sign in again.',
  idle: 'You were signed out because you were away. Please sign in again.',
  user_mismatch: 'Another user signed in at the sign-in service. Please sign in again.',
  storage_cleared: 'This browser deleted the data of this page. Please sign in again.',
  key_lost: 'This browser lost the key of your session. Please sign in again.',
  store_failed: 'Your session can’t be kept here. Please reload the page and sign in again.',
}

const renewals = {
  offline: 'You are offline. You stay signed in.',
  failing: 'The sign-in service can’t be reached just now. You stay signed in.',
}

const refusals = {
  loop: 'Signing in did not work several times. Please wait a minute, then try again.',
  signing_out: 'You are signing out.',
  just_signed_out: 'You signed out. Click “Sign in” to come back.',
  superseded: undefined,
}

const results = {
  denied: ({ silent, errorDescription, error }) =>
    silent ? undefined : `You were not signed in. The sign-in service says: ${errorDescription ?? error}.`,
  failed: ({ message }) => message,
  expired: () => 'The sign-in took too long. Please sign in again.',
  interrupted: () => 'The page was reloaded during the sign-in. Please sign in again.',
  unknown: () => 'This sign-in was not started in this browser. Please sign in again.',
  signed_out: () => reasons.signed_out,
  closed: () => 'You closed the sign-in window.',
  refused: ({ reason }) => refusals[reason],
}

/** The texts for a snapshot. `news` is the message of the last sign-in or API call, if there is one. */
export function wordsOf({ status, user, reason, signingIn, signingOut, renewal, storage }, news) {
  const isSignedIn = status === 'signed_in'
  const standing = {
    restoring: 'Loading…',
    signed_in: `Signed in as ${user?.name ?? user?.sub}`,
    signed_out: 'Signed out',
  }
  const kept = storage === 'memory' ? 'This browser keeps no data: a reload signs you out.' : undefined
  // the session has ended since: its messages are outdated
  const text = news?.isSignedIn === isSignedIn ? news.text : undefined
  const notice = text ?? (isSignedIn ? (renewals[renewal] ?? kept) : reasons[reason]) ?? ''
  return {
    status: signingOut ? 'Signing out…' : signingIn ? 'Signing in…' : standing[status],
    // the user has started something new: the last message is outdated
    notice: signingOut || signingIn ? '' : notice,
    isSignedIn,
    // the popup may be lost: the button opens another
    isBusy: Boolean(signingOut || signingIn?.mode === 'redirect'),
  }
}

/** The message after a sign-in. Undefined if the page shows the result anyway. */
export function newsOfLogin(result, snapshot) {
  return told(results[result.status]?.(result), snapshot)
}

/** The message for a response of the API. */
export function newsOfResponse({ ok, status }, snapshot) {
  return told(ok ? undefined : `The API refused the call, with status ${status}.`, snapshot)
}

/** The message for an API call without a response. Undefined if the session has ended, which the page shows. */
export function newsOfFailure({ name, transient }, snapshot) {
  const isOver = name === 'TokenSourceError' && !transient
  const why = navigator.onLine ? 'The API can’t be reached just now. Please try again later.' : renewals.offline
  return told(isOver ? undefined : why, snapshot)
}

function told(text, { status }) {
  return text && { text, isSignedIn: status === 'signed_in' }
}
