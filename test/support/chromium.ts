// The system's Chromium, without a window and without any traffic of its own.
import { chromium, type Browser } from 'playwright-core'
import { chromiumPath, headlessChromiumPath, quietChromium } from './chromium-program.ts'

export type ChromiumOptions = {
  readonly args?: readonly string[]
  /** The headless shell, which is quicker, has no microphone; not even a pretended one. */
  readonly microphone?: boolean
}

/** Opens Chromium with a fresh profile; rejects when there is none. The caller closes it. */
export async function openChromium({
  args = [],
  microphone = false,
}: ChromiumOptions = {}): Promise<Browser> {
  return await chromium.launch({
    executablePath: microphone ? chromiumPath() : headlessChromiumPath(),
    headless: true,
    args: [...quietChromium, ...(microphone ? ['--use-fake-device-for-media-stream'] : []), ...args],
  })
}
