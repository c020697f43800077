// Where the system's Chromium is, and what keeps it quiet.
import { existsSync } from 'node:fs'

const browsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The engine alone, with nothing of a browser around it: a page costs it three fifths of the processor's time. */
const shells = ['/usr/bin/chromium-headless-shell']

/** Throws, saying where it looked, when there is none. */
export function chromiumPath(): string {
  return firstOf(browsers)
}

/** For pages that nobody will ever see: the headless shell where there is one. Throws like `chromiumPath`. */
export function headlessChromiumPath(): string {
  return firstOf([...shells, ...browsers])
}

function firstOf(known: readonly string[]): string {
  const places = [process.env['GANGWAY_CHROMIUM'], ...known]
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
