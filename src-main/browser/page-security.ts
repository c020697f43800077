// Which requests the browser door listens to at all.
import type { IncomingMessage } from 'node:http'

/** A name that a hostile page has pointed at 127.0.0.1 (DNS rebinding) arrives as a foreign Host. */
export function hostIsOurs(request: IncomingMessage, port: number): boolean {
  return request.headers.host === `127.0.0.1:${port}` || request.headers.host === `localhost:${port}`
}

/** A WebSocket may be opened from any page on the web; only ours comes with our origin. */
export function originIsOurs(request: IncomingMessage): boolean {
  return request.headers.host !== undefined && request.headers.origin === `http://${request.headers.host}`
}

/** The cookie of that name; the first when a page of another port has set a second one. */
export function readCookie(request: IncomingMessage, name: string): string | undefined {
  return request.headers.cookie
    ?.split(';')
    .map(pair => pair.trim())
    .find(pair => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)
}
