// How a browser page and its door carry the table of desktop-api.ts over one WebSocket: text frames of JSON.
import type { Reply } from './desktop-api.ts'

export const windowSocketPath = '/window'
/** Added to the path by a page that had a socket before: it is told the present, having missed what was told since. */
export const windowSocketAgain = '?again'
export const windowSocketProtocol = 'gangway.window'
/** The page key is offered beside the protocol's name, behind this. */
export const pageKeyProtocolPrefix = 'gangway.key.'
/** Closed with this, the page is not (or no longer) signed in, and trying again is of no use. */
export const signedOutCloseCode = 4401

export type PageFrame = { readonly id: number; readonly ask: string; readonly argument?: unknown }

export type DoorFrame =
  | { readonly id: number; readonly reply: Reply }
  /** In the order in which they were told. */
  | { readonly told: readonly (readonly [name: string, value: unknown])[] }
