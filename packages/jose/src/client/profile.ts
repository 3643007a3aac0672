/**
 * A set of rules that server and client keep: `fapi2` is the FAPI 2.0 Security Profile, `oauth2.1` the draft of OAuth 2.1.
 */
export type Profile = 'fapi2' | 'oauth2.1'
