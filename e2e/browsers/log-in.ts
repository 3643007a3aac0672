import type { Page } from './browser.ts'

/** Logs alice in from an example's page, by clicks, up to the server's last page. */
export async function logIn(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/`)
  await page.waitForText('#status', /Signed out/)
  await page.click('#login')
  await page.waitForText('h1', /Sign in/)
  await page.fill('[name=login]', 'alice')
  await page.fill('[name=password]', 'wonderland')
  await page.click('button')
  await page.waitForText('h1', /Consent/)
  await page.click('button')
}
