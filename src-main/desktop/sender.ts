// Who may ask: the page itself, in the window we opened.
import { pageOrigin } from '../../src-shared/desktop-ipc.ts'

export type Frame = { readonly origin: string; readonly parent: unknown }

/**
 * Why a message is not to be answered, or undefined when its sender is the top frame of our own page. The frame is
 * null when it has navigated or gone since it asked.
 */
export function whyRefused(frame: Frame | null, mainFrame: unknown): string | undefined {
  if (frame === null) return 'its frame is gone'
  if (frame.parent !== null) return 'it comes from a frame inside the page'
  if (frame !== mainFrame) return 'it comes from another frame'
  if (frame.origin !== pageOrigin) return 'it comes from another origin'
  return undefined
}
