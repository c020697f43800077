// Where the system's Chromium is, and what keeps it quiet.
import { existsSync } from 'node:fs'

const places = [
  process.env['GANGWAY_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Throws, saying where it looked, when there is none. */
export function chromiumPath(): string {
  const found = places.find(place => place !== undefined && existsSync(place))
  if (found === undefined)
    throw new Error(`No Chromium found (GANGWAY_CHROMIUM names one). Looked at: ${places.join(', ')}`)
  return found
}

export const quietChromium: readonly string[] = [
  // The sandbox of the browser refuses to run as root; the pages here are our own.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
