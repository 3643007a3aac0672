/**
 * Why a server or an API refused a DPoP proof (RFC 9449 sections 7.1, 8 and 9). The reason is in the challenge, or else in the
 * `error` of the JSON body.
 */
export function proofRefusal(challenge: unknown, error?: unknown): 'use_dpop_nonce' | 'invalid_dpop_proof' | undefined {
  const text = `${challenge}, error=${error}`
  return /\berror\s*=\s*"?(use_dpop_nonce|invalid_dpop_proof)\b/i.exec(text)?.[1] as ReturnType<typeof proofRefusal>
}
