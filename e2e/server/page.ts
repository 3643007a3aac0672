import type { Context } from 'oidc-provider'

/** Escapes a text for HTML. */
export function escapeHtml(text: unknown): string {
  return String(text).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Responds with a plain page. The library's own pages load a font from another host, which a test must not do. */
export function page(ctx: Context, title: string, body: string): void {
  ctx.type = 'html'
  ctx.body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}</html>`
}
