// The scheme app://main, under which the window finds the built page and nothing else.
import type { PageFile, PageFiles } from '../page/page-files.ts'
import { pageHeaders } from '../page/page-headers.ts'
import { pageOrigin } from '../../src-shared/desktop-ipc.ts'

/** The page's address; what follows the hash says what is shown. */
export const pageUrl = `${pageOrigin}/index.html`

/**
 * Answers a request for a part of the page. The address is compared as it stands, never decoded or resolved, so each
 * file has one spelling; `made` are pages that are written at the moment they are asked for.
 */
export function answerAppRequest(
  request: { readonly method: string; readonly url: string },
  files: PageFiles,
  made: (path: string) => PageFile | undefined = () => undefined,
): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return answer(405, 'Only GET and HEAD are answered.')
  const path = pathOf(request.url)
  const file = path === undefined ? undefined : (files.get(path) ?? made(path))
  if (!file) return answer(404, 'There is nothing here.')
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(file.body), {
    status: 200,
    headers: { ...pageHeaders, 'Content-Type': file.type, 'Cache-Control': file.cacheControl },
  })
}

/** The path as written, or undefined for another host. */
function pathOf(url: string): string | undefined {
  if (!url.startsWith(`${pageOrigin}/`)) return undefined
  return url.slice(pageOrigin.length).split(/[?#]/, 1)[0]
}

function answer(status: number, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { ...pageHeaders, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}
