import { type BrowserClientSettings, createBrowserClient, type SignInOptions } from '@grantkit/browser'
import { createElement } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
// @ts-expect-error served by the site, different for each scenario
import { config } from '/config.js'
import { App } from './react-app.ts'

type PageSettings = { guarded: boolean; rendered: boolean; options?: SignInOptions }
const { guarded, rendered, options, ...settings } = config as BrowserClientSettings & PageSettings
const client = createBrowserClient(settings)
Object.assign(globalThis, { auth: client })
// the session is restored before React hydrates the page
await client.ready
const root = document.getElementById('root') as HTMLElement
const app = createElement(App, { client, guarded, options })
if (rendered) hydrateRoot(root, app)
else createRoot(root).render(app)
