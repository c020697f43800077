// Who may use the browser door: whoever opened the one-time address, from the same browser.
//
// Cookies are shared by every port of 127.0.0.1, so a page of another local server could be sent ours. The cookie
// alone therefore opens only the page, which holds nothing; the socket also wants the page key, which the address
// hands over once and the page keeps in storage that belongs to this origin, port included.
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

/** With the port in it, so that two doors do not overwrite each other's. */
export function doorCookieName(port: number): string {
  return `gangway-door-${port}`
}

/** How long a page may be left open over restarts of the door, in milliseconds. */
const cookieLifetimeMs = 30 * 24 * 60 * 60 * 1000

export type DoorKeys = { readonly cookie: string; readonly pageKey: string }

export type DoorToken = {
  /** For the printed address. Works once. */
  readonly oneTime: string
  /** Spends the one-time token. The keys of a new session, or nothing when the token is wrong or spent. */
  readonly redeem: (token: string) => DoorKeys | undefined
  readonly cookieIsGood: (cookie: string | undefined) => boolean
  readonly pageKeyIsGood: (cookie: string | undefined, pageKey: string | undefined) => boolean
}

/**
 * `secret` (32 bytes) outlives the door, so that a page that is open stays signed in when the door restarts on the
 * same port. `now` in milliseconds since the epoch.
 */
export function openDoorToken(secret: Buffer, port: number, now: () => number = Date.now): DoorToken {
  const keyFor = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, `port ${port}`, purpose, 32))
  const cookieKey = keyFor('cookie')
  const pageKey = keyFor('page')
  const sign = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('base64url')

  const oneTime = randomBytes(24).toString('base64url')
  let spent = false

  const cookieIsGood = (cookie: string | undefined): boolean => {
    const [issuedAt = '', nonce = '', mac = ''] = cookie?.split('.') ?? []
    if (!/^\d{1,15}$/.test(issuedAt)) return false
    return (
      sameText(mac, sign(cookieKey, `${issuedAt}.${nonce}`)) &&
      Math.abs(now() - Number(issuedAt)) < cookieLifetimeMs
    )
  }

  return {
    oneTime,
    redeem: token => {
      if (spent || !sameText(token, oneTime)) return undefined
      spent = true
      const body = `${now()}.${randomBytes(18).toString('base64url')}`
      const cookie = `${body}.${sign(cookieKey, body)}`
      return { cookie, pageKey: sign(pageKey, cookie) }
    },
    cookieIsGood,
    pageKeyIsGood: (cookie, key) =>
      cookie !== undefined &&
      key !== undefined &&
      cookieIsGood(cookie) &&
      sameText(key, sign(pageKey, cookie)),
  }
}

/** Takes the same time wherever the texts first differ. */
function sameText(left: string, right: string): boolean {
  const a = Buffer.from(left)
  const b = Buffer.from(right)
  return a.length === b.length && timingSafeEqual(a, b)
}
