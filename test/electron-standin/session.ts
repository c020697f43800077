// Electron's default session: who may ask for what. The decisions are the app's; Chromium is told of them.
import { isStandardScheme, registerStandardScheme } from './page-addresses.ts'

type Handle = Parameters<Electron.Protocol['handle']>[1]
type PermissionRequest = Parameters<Electron.Session['setPermissionRequestHandler']>[0]
type PermissionCheck = Parameters<Electron.Session['setPermissionCheckHandler']>[0]
type BeforeRequest = Parameters<Electron.WebRequest['onBeforeRequest']>[0]
export type PermissionName = Parameters<NonNullable<PermissionRequest>>[1]

const schemeHandlers = new Map<string, Handle>()
let permissionRequest: PermissionRequest = null
let permissionCheck: PermissionCheck = null
let beforeRequest: BeforeRequest = null

export const protocol = {
  registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]) => {
    for (const { scheme, privileges } of schemes) if (privileges?.standard) registerStandardScheme(scheme)
  },
  handle: (scheme: string, handler: Handle) => {
    if (!isStandardScheme(scheme))
      throw new Error(`The stand-in only serves schemes that are registered as standard, not "${scheme}".`)
    if (schemeHandlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    schemeHandlers.set(scheme, handler)
  },
  unhandle: (scheme: string) => void schemeHandlers.delete(scheme),
  isProtocolHandled: (scheme: string) => schemeHandlers.has(scheme),
} satisfies Pick<
  Electron.Protocol,
  'registerSchemesAsPrivileged' | 'handle' | 'unhandle' | 'isProtocolHandled'
>

export function schemeHandler(scheme: string): Handle | undefined {
  return schemeHandlers.get(scheme)
}

const webRequest = {
  onBeforeRequest: (first: Electron.WebRequestFilter | BeforeRequest, second?: BeforeRequest) => {
    beforeRequest = typeof first === 'function' ? first : (second ?? null)
  },
  // Only what the app's own scheme answers is ever loaded, and that carries its own headers.
  onHeadersReceived: () => undefined,
} satisfies Pick<Electron.WebRequest, 'onBeforeRequest' | 'onHeadersReceived'>

export const defaultSession = {
  protocol: protocol as unknown as Electron.Protocol,
  webRequest: webRequest as unknown as Electron.WebRequest,
  setPermissionRequestHandler: (handler: PermissionRequest) => void (permissionRequest = handler),
  setPermissionCheckHandler: (handler: PermissionCheck) => void (permissionCheck = handler),
  // Chromium without a window offers no devices and no screens to choose from.
  setDevicePermissionHandler: () => undefined,
  setDisplayMediaRequestHandler: () => undefined,
  // Nobody set up a proxy for the computer that the stand-in plays.
  resolveProxy: async () => 'DIRECT',
} satisfies Pick<
  Electron.Session,
  | 'protocol'
  | 'webRequest'
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'resolveProxy'
>

export const session = {
  defaultSession: defaultSession as unknown as Electron.Session,
} satisfies Pick<typeof Electron.session, 'defaultSession'>

/** As the app's two handlers decide; Electron grants everything where there are none. */
export async function decidePermission(
  webContents: Electron.WebContents,
  permission: PermissionName,
  origin: string,
  media?: 'audio' | 'video',
): Promise<boolean> {
  const details = {
    isMainFrame: true,
    requestingUrl: `${origin}/`,
    ...(media && { mediaType: media, mediaTypes: [media] }),
  }
  const checked = permissionCheck?.(webContents, permission, origin, details) ?? true
  if (!checked || !permissionRequest) return checked
  return await new Promise<boolean>(resolve => permissionRequest!(webContents, permission, resolve, details))
}

/** Whether the app lets a request go on. `details.url` is the app's own spelling. */
export async function mayRequest(details: {
  url: string
  method: string
  resourceType: string
}): Promise<boolean> {
  if (!beforeRequest) return true
  const { cancel } = await new Promise<Electron.CallbackResponse>(resolve =>
    beforeRequest!(details as Electron.OnBeforeRequestListenerDetails, resolve),
  )
  return cancel !== true
}
