// electron-builder's beforePack hook: npm installs the keychain's binary only for the computer it runs on, so an
// installer for another processor would be made without one and fail where nobody sees it.
import { globSync } from 'node:fs'
import { Arch } from 'electron-builder'

/** The part of electron-builder's BeforePackContext that the hook reads. */
type Packing = {
  readonly arch: Arch
  readonly electronPlatformName: string
  readonly packager: { readonly projectDir: string }
}

export default function beforePack({ arch, electronPlatformName, packager }: Packing): void {
  const wanted = `keyring-${electronPlatformName}-${Arch[arch]}`
  const found = globSync(`node_modules/@napi-rs/${wanted}*/*.node`, { cwd: packager.projectDir })
  if (found.length === 0) {
    throw new Error(
      `@napi-rs/${wanted} is not installed: make this installer on a computer with that system and processor.`,
    )
  }
}
