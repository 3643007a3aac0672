import { JoseError } from '../jose-error.ts'

/**
 * A part of this package that only few need, and that a bundler may put into a file of its own. A page that can't load it now
 * may be able to later, so that is no verdict on a token.
 */
export function loaded<Part>(part: Promise<Part>): Promise<Part> {
  return part.catch(() => {
    throw new JoseError('keys_unavailable', 'a part of @grantkit/jose could not be loaded: try again')
  })
}
