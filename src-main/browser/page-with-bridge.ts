// The page as the browser door serves it: at `/`, with the bridge that preload is in the desktop window.
import { pageFile, type PageFiles } from '../page/page-files.ts'

const opening = Buffer.from('(() => {\n')
const closing = Buffer.from('\n})()\n')

/** The files with `/bridge.js` beside them, and with index.html at `/`, made to load the bridge before the app. */
export function withBridge(files: PageFiles, bridge: Buffer): PageFiles {
  const index = files.get('/index.html')
  if (!index) throw new Error('the page has no index.html')
  const map = new Map(files)
  // A classic script's own names would become the page's: a function keeps them to itself.
  map.set('/bridge.js', pageFile('bridge.js', Buffer.concat([opening, bridge, closing])))
  map.set('/', { ...index, body: Buffer.from(loadingBridge(index.body.toString('utf8'))) })
  map.delete('/index.html')
  return map
}

/** A classic script runs before any module, so `window.desktop` is there when the app begins. */
function loadingBridge(html: string): string {
  const tag = '<script src="./bridge.js"></script>'
  const at = html.search(/<script\b/i)
  if (at === -1) throw new Error('index.html loads no script')
  return `${html.slice(0, at)}${tag}\n    ${html.slice(at)}`
}
