import { misuse } from 'grantkit/internal/misuse'
import type { LoopbackOptions } from './loopback-options.ts'

/** The response in the text that the user pastes. After five texts without a response it never settles. */
export async function pastedResponse(
  paste: NonNullable<LoopbackOptions['paste']>,
  redirectUri: string,
  isOurs: (url: string) => boolean,
  signal: AbortSignal,
): Promise<{ url: string }> {
  let refused: string | undefined
  for (let attempt = 0; attempt < 5; attempt++) {
    const text = await paste(signal, refused)
    if (typeof text !== 'string') misuse('paste', 'a function that resolves to the text that was pasted')
    // a terminal may insert line breaks
    const pasted = text.replace(/\s+/g, '')
    const url = /[?#]/.test(pasted) ? pasted : `${redirectUri}?${pasted}`
    if (isOurs(url)) return { url }
    refused = 'This is not the response to this sign-in. Copy the whole address of the last page.'
  }
  return new Promise(() => {})
}
