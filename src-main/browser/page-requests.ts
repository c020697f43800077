// The browser door's answers to plain HTTP requests.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PageFiles } from '../page/page-files.ts'
import { pageHeaders } from '../page/page-headers.ts'
import { doorCookieName, type DoorToken } from './door-token.ts'
import { hostIsOurs, readCookie } from './page-security.ts'

export type PageDoor = { readonly port: number; readonly token: DoorToken; readonly files: PageFiles }

/** Answers with a file of the map, with the sign-in that a one-time address brings, or with a refusal in words. */
export function answerPageRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { port, token, files }: PageDoor,
): void {
  for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value)
  if (!hostIsOurs(request, port)) return answerText(response, 421, 'This is not the address of this page.')
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    return answerText(response, 405, 'Only GET and HEAD are answered here.')
  }
  const [path = '', query = ''] = request.url?.split('?', 2) ?? []
  const hasCookie = token.cookieIsGood(readCookie(request, doorCookieName(port)))
  const oneTime = new URLSearchParams(query).get('t')

  if (path === '/' && oneTime !== null) {
    // A HEAD (a link preview) must not spend it.
    const keys = request.method === 'GET' ? token.redeem(oneTime) : undefined
    if (keys) {
      response.setHeader(
        'Set-Cookie',
        `${doorCookieName(port)}=${keys.cookie}; Path=/; HttpOnly; SameSite=Strict`,
      )
      return redirect(response, `/#key=${keys.pageKey}`)
    }
    if (hasCookie) return redirect(response, '/')
  }
  if (!hasCookie) {
    return answerText(
      response,
      403,
      'This address has been used already, or is not complete. Start Gangway again and open the address it prints.',
    )
  }
  const file = files.get(path)
  if (!file) return answerText(response, 404, 'There is nothing here.')
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Length': file.body.length,
    'Cache-Control': file.cacheControl,
  })
  response.end(request.method === 'HEAD' ? undefined : file.body)
}

function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(`${text}\n`)
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { Location: location, 'Cache-Control': 'no-store' })
  response.end()
}
