// What a strict page must not do, noted so that a test can expect the list to be empty.
import type { Page } from 'playwright-core'

/** From now on: requests that leave `origin` (as Chromium spells it), violations of the policy, errors. */
export async function watchMisdeeds(page: Page, origin: string, misdeeds: string[]): Promise<void> {
  page.on('request', request => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) misdeeds.push(`request ${url}`)
  })
  page.on('pageerror', error => misdeeds.push(`error ${error.message}`))
  await page.exposeFunction('reportViolation', (text: string) => misdeeds.push(`policy ${text}`))
  const watch = () =>
    addEventListener('securitypolicyviolation', event => {
      const report = (window as unknown as { reportViolation: (text: string) => Promise<void> })
        .reportViolation
      void report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`)
    })
  await page.addInitScript(watch)
  // A window of the desktop has begun before anyone can watch it.
  if (page.url() !== 'about:blank') await page.evaluate(watch)
}
