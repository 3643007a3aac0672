import { type BrowserClientSettings, createBrowserClient } from '@grantkit/browser'
import { createElement } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
// @ts-expect-error served by the site, different for each scenario
import { config } from '/config.js'
import { App } from './react-app.ts'

type PageSettings = { guarded: boolean; rendered: boolean }
const { guarded, rendered, ...settings } = config as BrowserClientSettings & PageSettings
const client = createBrowserClient(settings)
Object.assign(globalThis, { auth: client })
// the session is restored before React hydrates the page
await client.ready
const root = document.getElementById('root') as HTMLElement
const app = createElement(App, { client, guarded })
if (rendered) hydrateRoot(root, app)
else createRoot(root).render(app)
