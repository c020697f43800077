// Tells Chromium what the app's permission handlers decide, under the names that Chromium uses.
import type { DevToolsPipe } from './devtools-pipe.ts'
import type { PermissionName } from './session.ts'

/** Every permission that Chromium lets be set, and who of Electron's handlers is asked for it. */
const chromiumPermissions: Readonly<Record<string, PermissionName>> = {
  geolocation: 'geolocation',
  notifications: 'notifications',
  camera: 'media',
  microphone: 'media',
  'clipboard-read': 'clipboard-read',
  'clipboard-write': 'clipboard-sanitized-write',
  midi: 'midi',
  'background-sync': 'background-sync',
  'persistent-storage': 'persistent-storage',
  'idle-detection': 'idle-detection',
  'screen-wake-lock': 'screen-wake-lock',
  'storage-access': 'storage-access',
  'local-fonts': 'local-fonts',
  'window-management': 'window-management',
  'display-capture': 'display-capture',
}

const mediaKinds: Readonly<Record<string, 'audio' | 'video'>> = { camera: 'video', microphone: 'audio' }

/** Chromium then enforces it, for one origin in its own spelling. */
export async function setPermissions(
  devTools: DevToolsPipe,
  origin: string,
  decide: (permission: PermissionName, media?: 'audio' | 'video') => Promise<boolean>,
): Promise<void> {
  await Promise.all(
    Object.entries(chromiumPermissions).map(async ([name, permission]) => {
      const setting = (await decide(permission, mediaKinds[name])) ? 'granted' : 'denied'
      await devTools.send('Browser.setPermission', { origin, permission: { name }, setting })
    }),
  )
}
