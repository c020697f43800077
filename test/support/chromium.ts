// The system's Chromium, without a window and without any traffic of its own.
import { chromium, type Browser } from 'playwright-core'
import { chromiumPath, quietChromium } from './chromium-program.ts'

/** Opens Chromium with a fresh profile; rejects when there is none. The caller closes it. */
export async function openChromium(moreArgs: readonly string[] = []): Promise<Browser> {
  return await chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    args: [...quietChromium, ...moreArgs],
  })
}
