// What the window loads by itself. Everything on the network belongs to the core.
import { pageOrigin } from '../../src-shared/desktop-ipc.ts'

/** `devtools:` are Chromium's own, in builds that have them. */
const schemesOfNoHost = new Set(['blob:', 'data:', 'devtools:'])

export function mayLoad(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  return schemesOfNoHost.has(protocol) || `${protocol}//${host}` === pageOrigin
}
