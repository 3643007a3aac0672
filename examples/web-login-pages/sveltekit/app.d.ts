// src/app.d.ts of a SvelteKit app: the type of `event.locals`
import type { WebSession } from '@grantkit/oidc/web-login'

declare global {
  namespace App {
    interface Locals {
      session?: WebSession | undefined
    }
  }
}
