// Which of a page's wishes is the one that can be granted. Pure; whether it is, is another question.
import { pageOrigin } from '../../src-shared/desktop-ipc.ts'

export type PermissionWish = {
  readonly permission: string
  /** What of `media` is wanted: `audio`, `video`. Empty when Electron does not say. */
  readonly kinds: readonly string[]
  readonly url: string | undefined
  readonly isMainFrame: boolean
}

/** The microphone and nothing with it, for our own page. */
export function isOurMicrophone({ permission, kinds, url, isMainFrame }: PermissionWish): boolean {
  if (permission !== 'media' || !isMainFrame) return false
  if (kinds.length !== 1 || kinds[0] !== 'audio') return false
  return url === pageOrigin || url?.startsWith(`${pageOrigin}/`) === true
}
