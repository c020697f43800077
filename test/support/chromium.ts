// The system's Chromium, without a window and without any traffic of its own.
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const places = [
  process.env['GANGWAY_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Opens Chromium with a fresh profile; rejects, saying where it looked, when there is none. The caller closes it. */
export async function openChromium(): Promise<Browser> {
  const executablePath = places.find(place => place !== undefined && existsSync(place))
  if (!executablePath)
    throw new Error(`No Chromium found (GANGWAY_CHROMIUM names one). Looked at: ${places.join(', ')}`)
  return await chromium.launch({
    executablePath,
    headless: true,
    args: [
      // The sandbox of the browser refuses to run as root; the pages here are our own.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
