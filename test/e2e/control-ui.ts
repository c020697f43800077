// The gateway's own page in another browser, as a person would have it open beside the app.
import type { Page } from 'playwright-core'
import { openChromium } from '../support/chromium.ts'
import { watchMisdeeds } from '../support/misdeeds.ts'
import { gatewayToken } from './remote-host.ts'

export type ControlUi = {
  readonly page: Page
  /** What the page did that a strict page must not. */
  readonly misdeeds: readonly string[]
  readonly close: () => Promise<void>
}

/** Signed in to the gateway on this port of this computer. The caller closes it. */
export async function openControlUi(gatewayPort: number): Promise<ControlUi> {
  const browser = await openChromium()
  const misdeeds: string[] = []
  try {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    const origin = `http://127.0.0.1:${gatewayPort}`
    await watchMisdeeds(page, origin, misdeeds)
    await page.goto(`${origin}/#token=${gatewayToken}`)
    await page
      .getByRole('region', { name: 'Connection' })
      .getByText(/^Connected to /)
      .waitFor()
    return { page, misdeeds, close: () => browser.close() }
  } catch (error) {
    await browser.close()
    throw error
  }
}
