import { createSign, createVerify, generateKeyPairSync } from 'node:crypto'
import { type Context, errors, type Provider } from 'oidc-provider'
import { grantTypes } from '../clients.ts'
import { issueToken, parameter } from '../issue-token.ts'
import { escapeHtml } from '../page.ts'
import type { Resources } from '../resources.ts'

/** Signs assertions for the SAML 2.0 bearer grant. */
export interface Saml2Issuer {
  /** Its `Issuer`. */
  issuer: string
  /** An assertion about a user, base64url-encoded, valid for a minute. */
  createAssertion(subject: string, conditions?: { audience?: string; notOnOrAfter?: Date }): string
}

/**
 * RFC 7522 section 2.1, as a TEST DOUBLE. The assertion looks like SAML, but its signature is plain RSA over the document without
 * the signature, not XML Signature, and it is read with regular expressions. For a client it is real: an opaque, base64url-encoded
 * parameter that the server accepts or refuses because of its signature, audience and lifetime.
 */
export function registerSaml2BearerGrant(provider: Provider, resources: Resources, audience: string): Saml2Issuer {
  const issuer = 'https://saml-issuer.example'
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

  function subjectOf(assertion: string): string {
    const xml = Buffer.from(assertion, 'base64url').toString()
    const signature = /<SignatureValue>(.*?)<\/SignatureValue>/.exec(xml)
    const unsigned = xml.replace(signature?.[0] ?? '', '')
    const isSigned = createVerify('RSA-SHA256')
      .update(unsigned)
      .verify(publicKey, signature?.[1] ?? '', 'base64')
    const text = (tag: string) => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(unsigned)?.[1]
    const notOnOrAfter = Date.parse(/NotOnOrAfter="([^"]*)"/.exec(unsigned)?.[1] ?? '')
    if (!isSigned) throw new errors.InvalidGrant('the signature is wrong')
    if (text('Issuer') !== issuer) throw new errors.InvalidGrant('the issuer is unknown')
    if (text('Audience') !== audience) throw new errors.InvalidGrant('the assertion is for somebody else')
    if (!(notOnOrAfter > Date.now())) throw new errors.InvalidGrant('the assertion has expired')
    return text('NameID') ?? ''
  }

  async function handler(ctx: Context): Promise<void> {
    const accountId = subjectOf(parameter(ctx, 'assertion') ?? '')
    await issueToken(provider, resources, ctx, { accountId, grantType: grantTypes.saml2Bearer })
  }
  provider.registerGrantType(grantTypes.saml2Bearer, handler, ['assertion', 'scope'])

  return {
    issuer,
    createAssertion(subject, conditions = {}) {
      const until = conditions.notOnOrAfter ?? new Date(Date.now() + 60_000)
      const opening = `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0" ID="_${crypto.randomUUID()}" IssueInstant="${new Date().toISOString()}"><Issuer>${issuer}</Issuer>`
      const rest = `<Subject><NameID>${escapeHtml(subject)}</NameID></Subject><Conditions NotOnOrAfter="${until.toISOString()}"><AudienceRestriction><Audience>${escapeHtml(conditions.audience ?? audience)}</Audience></AudienceRestriction></Conditions></Assertion>`
      const signature = createSign('RSA-SHA256')
        .update(opening + rest)
        .sign(privateKey, 'base64')
      const signed = `${opening}<SignatureValue>${signature}</SignatureValue>${rest}`
      return Buffer.from(signed).toString('base64url')
    },
  }
}
