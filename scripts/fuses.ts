// What the packaged app's Electron must not do. scripts/set-fuses.ts sets these, scripts/check-package.ts reads them back.
import { FuseV1Options } from '@electron/fuses'

export type Fuses = Record<FuseV1Options, boolean>

/** Every fuse that this Electron has, for one platform as Node names it. */
export function fusesFor(platform: string): Fuses {
  return {
    // The app's binary is no Node for whoever can start it, and takes no orders from its environment.
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    // Electron checks the archive on macOS and Windows only.
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: platform !== 'linux',
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // The window is served over app://; no page comes from file://.
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    // Electron's own default: WebAssembly's bounds are guarded by the processor rather than by slower code.
    [FuseV1Options.WasmTrapHandlers]: true,
  }
}
