import type { Browser, Page } from 'playwright'
import { answerOfExample } from './demo-example.ts'

const types: Record<string, string> = { js: 'text/javascript', css: 'text/css' }

/**
 * Opens `https://app.example/` with these files, and with the hosts of the documents. `said` is the console output of the page,
 * including errors.
 */
export async function openExamplePage(
  browser: Browser,
  files: Record<string, string>,
): Promise<{ page: Page; said: string[]; close(): Promise<void> }> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(`${error}`))
  await page.route('**/*', async (route) => {
    const request = route.request()
    const url = request.url()
    if (url.startsWith('https://app.example/')) {
      const { pathname } = new URL(url)
      const body = files[pathname] ?? (/\.\w+$/.test(pathname) ? '' : files['/'])
      return route.fulfill({
        contentType: types[/\.(\w+)$/.exec(pathname)?.[1] ?? ''] ?? 'text/html',
        body: body ?? '',
      })
    }
    const body = request.postData() ?? ''
    const answer = answerOfExample({ method: request.method(), url, headers: request.headers(), body })
    if (!answer) return route.abort()
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
    return route.fulfill({ ...answer, body: Buffer.from(answer.body), headers: { ...answer.headers, ...cors } })
  })
  await page.goto('https://app.example/')
  return { page, said, close: () => context.close() }
}
