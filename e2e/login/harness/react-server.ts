import { createBrowserClient } from '@grantkit/browser'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server.browser'
import { App } from './react-app.ts'

const client = createBrowserClient({
  issuer: 'https://as.example',
  clientId: 'spa',
  redirectUri: 'https://app.example/',
})

/** The server-rendered page. */
export const markup = (guarded: boolean): string => renderToString(createElement(App, { client, guarded }))
