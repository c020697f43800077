// Chromium knows no scheme of the app's, so `app://main/page` is `https://main.app.invalid/page` inside Chromium: a
// secure origin of its own, never looked up, always answered by the app's handler. The app sees its own addresses.
const standardSchemes = new Set<string>()

/** From `protocol.registerSchemesAsPrivileged`. */
export function registerStandardScheme(scheme: string): void {
  standardSchemes.add(scheme)
}

export function isStandardScheme(scheme: string): boolean {
  return standardSchemes.has(scheme)
}

export function toChromium(address: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z][\w+.-]*):\/\/([^/?#]*)(.*)$/s.exec(address) ?? []
  if (!standardSchemes.has(scheme)) return address
  return `https://${host}.${scheme}.invalid${rest}`
}

export function fromChromium(address: string): string {
  const [, host = '', scheme = '', rest = ''] =
    /^https:\/\/([^/?#]*)\.([a-z][\w+-]*)\.invalid(?=[/?#]|$)(.*)$/s.exec(address) ?? []
  if (!standardSchemes.has(scheme)) return address
  return `${scheme}://${host}${rest}`
}

/** As Electron writes a frame's origin: `app://main`, `https://example.com`, or `null` for an opaque one. */
export function originOf(address: string): string {
  const [origin, scheme = ''] = /^([a-z][\w+.-]*):\/\/[^/?#]*/.exec(address) ?? []
  if (origin !== undefined && standardSchemes.has(scheme)) return origin
  return URL.canParse(address) ? new URL(address).origin : 'null'
}
