// What a person without a mouse does in a window.
import type { Locator, Page } from 'playwright-core'

export const hasFocus = (locator: Locator): Promise<boolean> =>
  locator.evaluate(element => element === document.activeElement)

/** Walks on with Tab until the element has the focus; a keyboard that cannot get there fails the test. */
export async function tabTo(page: Page, locator: Locator): Promise<void> {
  await locator.waitFor()
  for (let presses = 0; presses < 60; presses++) {
    if (await hasFocus(locator)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reached ${String(locator)}`)
}
