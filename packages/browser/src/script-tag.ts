// All that a page with one script tag has: core's names, and the login.
export * from 'grantkit'
export { createBrowserClient } from './create-browser-client.ts'
