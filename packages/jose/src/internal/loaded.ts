import { JoseError } from '../jose-error.ts'

/**
 * Awaits the dynamic import of a part that few programs need. If a page can't load it now, it may be able to later, so the error
 * doesn't say that the token is invalid.
 */
export function loaded<Part>(part: Promise<Part>): Promise<Part> {
  return part.catch(() => {
    throw new JoseError('keys_unavailable', 'part of @grantkit/jose could not be loaded: try again')
  })
}
