// The messages between a popup's page and the page that opened it.

/** From the popup: the response. From the opener: `taken` and `done`. */
export type PopupMessage =
  | { grantkit: 'response'; state: string; url: string }
  | { grantkit: 'taken'; state: string }
  | { grantkit: 'done'; state: string; close: boolean }

/** The name of the channel of one attempt. It is open only while a popup is. */
export function popupChannel(name: string, state: string): string {
  return `grantkit:${name}:${state}`
}

/** A message of that attempt; undefined for anything else that arrives. */
export function popupMessageIn(value: unknown, state: string): PopupMessage | undefined {
  const { grantkit, state: of, url } = Object(value) as { grantkit?: unknown; state?: unknown; url?: unknown }
  if (of !== state || !/^(response|taken|done)$/.test(`${grantkit}`)) return undefined
  return grantkit === 'response' && typeof url !== 'string' ? undefined : (value as PopupMessage)
}
