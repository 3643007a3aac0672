/** Why a sign-in could not start in this browser: codes to `switch` on, each with a text to show to the user. */
export const browserFailures = {
  /** The browser opened no window. */
  popup_blocked: 'The browser blocked the sign-in window. Please allow it for this page.',
  /** Storage is forbidden, missing or full. */
  storage_unavailable: 'This browser does not let the page keep data. Please allow it, or free some space.',
  /** The page wasn't loaded over `https:`, so the browser offers no cryptography. */
  insecure_context: 'Signing in needs a secure connection. Please open this page with https.',
} as const
