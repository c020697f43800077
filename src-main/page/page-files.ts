// The built page's files, read once at the start into a map of allowed paths: nothing else can ever be asked for.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

export type PageFile = { readonly type: string; readonly cacheControl: string; readonly body: Buffer }

/** By request path exactly as it must stand in the request: no decoding, so no two spellings of one file. */
export type PageFiles = ReadonlyMap<string, PageFile>

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

/** Everything below `rendererDir` whose type we know, such as `/index.html`. Symbolic links are not followed. */
export async function readPageFiles(rendererDir: string): Promise<PageFiles> {
  const entries = await readdir(rendererDir, { recursive: true, withFileTypes: true })
  const files = await Promise.all(
    entries
      .filter(entry => entry.isFile() && types[path.extname(entry.name)] !== undefined)
      .map(async entry => {
        const file = path.join(entry.parentPath, entry.name)
        const parts = path.relative(rendererDir, file).split(path.sep)
        return [`/${parts.map(encodeURIComponent).join('/')}`, await readPageFile(file)] as const
      }),
  )
  const map = new Map<string, PageFile>(files)
  if (!map.has('/index.html')) throw new Error(`there is no index.html in ${rendererDir}`)
  return map
}

async function readPageFile(file: string): Promise<PageFile> {
  const name = path.basename(file)
  return pageFile(name, await readFile(file))
}

/** A file as it is served; its name says what it is and how long it may be kept. */
export function pageFile(name: string, body: Buffer): PageFile {
  return {
    type: types[path.extname(name)] ?? 'application/octet-stream',
    cacheControl: hashedName.test(name) ? 'private, max-age=31536000, immutable' : 'no-store',
    body,
  }
}
