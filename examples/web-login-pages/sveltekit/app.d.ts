// src/app.d.ts of a SvelteKit app: what `event.locals` holds
import type { WebSession } from '@grantkit/oidc/web-login'

declare global {
  namespace App {
    interface Locals {
      session?: WebSession | undefined
    }
  }
}
