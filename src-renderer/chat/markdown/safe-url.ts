// Which addresses of a message may be followed or shown. A message is written by a model that may have read anything.

export type SafeLink = {
  readonly href: string
  /** Where it leads, as the network sees it: look-alike letters are shown as punycode. */
  readonly host: string
  readonly canOpen: boolean
}

const maxUrlLength = 2048

/** http:, https: and mailto: addresses; anything else is no link. Only https: and mailto: can be opened from here. */
export function safeLink(text: string | null | undefined): SafeLink | undefined {
  if (typeof text !== 'string' || text.length > maxUrlLength || !URL.canParse(text)) return undefined
  // Characters that a reader does not see, or that a URL parser silently takes for others.
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  if (/[\u0000-\u0020\u007f-\u009f\\\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/.test(text))
    return undefined
  const url = new URL(text)
  switch (url.protocol) {
    case 'https:':
    case 'http:': {
      if (url.username !== '' || url.password !== '' || url.hostname === '') return undefined
      return { href: url.href, host: url.host, canOpen: url.protocol === 'https:' }
    }
    case 'mailto:':
      return { href: url.href, host: decodedMail(url.pathname), canOpen: true }
    default:
      return undefined
  }
}

function decodedMail(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}

/** Whether the words of a link name another host than the one it leads to. */
export function saysOtherHost(words: string, link: SafeLink): boolean {
  const named = /(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})/iu.exec(words)?.[1]?.toLowerCase()
  if (named === undefined) return false
  if (link.href.startsWith('mailto:')) return !link.host.toLowerCase().includes(named)
  const host = link.host.toLowerCase()
  return host !== named && host !== `www.${named}` && `www.${host}` !== named && !host.startsWith(`${named}:`)
}

const pictures = /^data:(image\/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/]+={0,2})$/
const maxPictureLength = 12_000_000

/** A picture that comes with the message, by a type that cannot hold script. */
export function embeddedPicture(src: string | null | undefined): string | undefined {
  return typeof src === 'string' && src.length <= maxPictureLength && pictures.test(src) ? src : undefined
}

const shownTypes: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** The same from a type and base64, as attachments have it. */
export function pictureOf(mimeType: string, data: string | undefined): string | undefined {
  if (data === undefined || !shownTypes.has(mimeType)) return undefined
  return embeddedPicture(`data:${mimeType};base64,${data}`)
}
