// electron-builder's afterPack hook: sets every fuse before the app is signed. Done here rather than with its own
// `electronFuses`, which cannot insist that a fuse of a later Electron is decided too.
import path from 'node:path'
import { flipFuses, FuseVersion } from '@electron/fuses'
import { fusesFor } from './fuses.ts'

/** The part of electron-builder's AfterPackContext that the hook reads; `executableName` is Linux's. */
type Packed = {
  readonly appOutDir: string
  readonly electronPlatformName: string
  readonly packager: {
    readonly appInfo: { readonly productFilename: string }
    readonly executableName?: string | undefined
  }
}

export default async function setFuses({ appOutDir, electronPlatformName, packager }: Packed): Promise<void> {
  const { productFilename } = packager.appInfo
  const binary =
    electronPlatformName === 'darwin'
      ? `${productFilename}.app`
      : electronPlatformName === 'win32'
        ? `${productFilename}.exe`
        : (packager.executableName ?? productFilename)
  await flipFuses(path.join(appOutDir, binary), {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    // An unsigned build for Apple's processors would not start with the signature of the binary before.
    resetAdHocDarwinSignature: electronPlatformName === 'darwin',
    ...fusesFor(electronPlatformName),
  })
}
