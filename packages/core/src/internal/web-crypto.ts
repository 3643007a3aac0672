/** WebCrypto's `subtle`. A page that was not loaded over `https:` has none. */
export function webCrypto(): typeof crypto.subtle {
  const { subtle } = crypto
  if (!subtle) throw new Error('no crypto.subtle: load the page over https: or from localhost')
  return subtle
}
