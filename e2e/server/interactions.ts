import type { Context, Interaction, Middleware, Provider } from 'oidc-provider'
import { escapeHtml, page } from './page.ts'
import { findUser } from './users.ts'

/**
 * The pages between the authorization request and its response: a login page, a consent page, a way to cancel. `auto` shows none of
 * them and logs in the user in `login_hint`, or alice.
 */
export function interactions(provider: Provider, mode: 'form' | 'auto'): Middleware {
  return async (ctx, next) => {
    const [, , uid, abort] = /^(\/interaction\/([^/]+))(\/abort)?$/.exec(ctx.path) ?? []
    if (!uid) return next()
    const interaction = await provider.interactionDetails(ctx.req, ctx.res)
    const isLogin = interaction.prompt.name === 'login'
    const finish = async (result: object) => {
      await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: !isLogin })
      ctx.respond = false
    }
    if (abort) return finish({ error: 'access_denied', error_description: 'the user cancelled' })

    let accountId = interaction.params.login_hint ?? 'alice'
    if (mode === 'form') {
      if (ctx.method !== 'POST') return isLogin ? loginPage(ctx, interaction) : consentPage(ctx, interaction)
      const form = await formOf(ctx)
      if (isLogin) {
        accountId = form.get('login') ?? ''
        const user = findUser(accountId)
        if (!user || user.password !== form.get('password')) {
          return loginPage(ctx, interaction, 'Wrong name or password.')
        }
      }
    }
    if (isLogin) return finish({ login: { accountId } })
    return finish({ consent: { grantId: await consentedGrant(provider, interaction) } })
  }
}

function loginPage(ctx: Context, { uid }: Interaction, problem = ''): void {
  page(
    ctx,
    'Sign in',
    `<p role="alert">${problem}</p>
<form method="post" action="/interaction/${uid}">
<input type="hidden" name="prompt" value="login">
<label>Name <input name="login" autocomplete="off" autofocus></label>
<label>Password <input name="password" type="password" autocomplete="off"></label>
<button type="submit">Continue</button>
</form>
<p>Try alice and wonderland.</p>
<a href="/interaction/${uid}/abort">Cancel</a>`,
  )
}

function consentPage(ctx: Context, { uid, params }: Interaction): void {
  page(
    ctx,
    'Consent',
    `<p>${escapeHtml(params.client_id)} asks for ${escapeHtml(params.scope ?? 'nothing')}</p>
<form method="post" action="/interaction/${uid}">
<input type="hidden" name="prompt" value="consent">
<button type="submit">Continue</button>
</form>
<a href="/interaction/${uid}/abort">Cancel</a>`,
  )
}

async function formOf(ctx: Context): Promise<URLSearchParams> {
  const parts: Buffer[] = []
  for await (const part of ctx.req) parts.push(part)
  return new URLSearchParams(Buffer.concat(parts).toString())
}

/** The user's consent, to everything that is still missing. */
async function consentedGrant(provider: Provider, { grantId, params, prompt, session }: Interaction): Promise<string> {
  const known = grantId ? await provider.Grant.find(grantId) : undefined
  const grant = known ?? new provider.Grant({ accountId: session?.accountId, clientId: params.client_id })
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes = {} } = prompt.details
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '))
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims)
  for (const [resource, scopes] of Object.entries(missingResourceScopes))
    grant.addResourceScope(resource, scopes.join(' '))
  return grant.save()
}
