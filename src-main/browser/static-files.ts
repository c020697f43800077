// The page's files, read once at the start into a map of allowed paths: nothing else can ever be asked for.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

export type StaticFile = { readonly type: string; readonly cacheControl: string; readonly body: Buffer }

/** By request path exactly as it must stand in the request line: no decoding, so no two spellings of one file. */
export type StaticFiles = ReadonlyMap<string, StaticFile>

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** Built names carry a hash of their content (`index-B2x9_k1a.js`), so they may be kept for ever. */
const hashedName = /-[\w-]{8}\.\w+$/

const opening = Buffer.from('(() => {\n')
const closing = Buffer.from('\n})()\n')

/**
 * Everything below `rendererDir` whose type we know, and `/bridge.js` from `bridgeFile`, which index.html is made to
 * load before the app. Symbolic links are not followed.
 */
export async function readStaticFiles(rendererDir: string, bridgeFile: string): Promise<StaticFiles> {
  const entries = await readdir(rendererDir, { recursive: true, withFileTypes: true })
  const files = await Promise.all(
    entries
      .filter(entry => entry.isFile() && types[path.extname(entry.name)] !== undefined)
      .map(async entry => {
        const file = path.join(entry.parentPath, entry.name)
        const parts = path.relative(rendererDir, file).split(path.sep)
        return [`/${parts.map(encodeURIComponent).join('/')}`, await readStaticFile(file)] as const
      }),
  )
  const map = new Map<string, StaticFile>(files)
  const bridge = await readStaticFile(bridgeFile, '.js')
  // A classic script's own names would become the page's: a function keeps them to itself.
  map.set('/bridge.js', { ...bridge, body: Buffer.concat([opening, bridge.body, closing]) })
  const index = map.get('/index.html')
  if (!index) throw new Error(`there is no index.html in ${rendererDir}`)
  map.set('/', { ...index, body: Buffer.from(withBridge(index.body.toString('utf8'))) })
  map.delete('/index.html')
  return map
}

async function readStaticFile(file: string, extension = path.extname(file)): Promise<StaticFile> {
  return {
    type: types[extension] ?? 'application/octet-stream',
    cacheControl: hashedName.test(path.basename(file)) ? 'private, max-age=31536000, immutable' : 'no-store',
    body: await readFile(file),
  }
}

/** A classic script runs before any module, so `window.desktop` is there when the app begins. */
export function withBridge(html: string): string {
  const tag = '<script src="./bridge.js"></script>'
  const at = html.search(/<script\b/i)
  if (at === -1) throw new Error('index.html loads no script')
  return `${html.slice(0, at)}${tag}\n    ${html.slice(at)}`
}
