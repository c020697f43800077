// What the gateway takes, said before anything is sent: a frame that is too large would end the connection.

import type { T } from '../../src-shared/i18n/message-types.ts'
import { phrase, say, type Phrase, type Said } from '../../src-shared/said.ts'

export type AttachmentLimits = {
  readonly maxAttachmentBytes: number
  readonly maxImageBytes: number
  readonly maxPayloadBytes: number
}

type Sized = { readonly name: string; readonly mimeType: string; readonly bytes: number }

/** Frame, method, key and file names around the contents. */
const envelopeBytes = 16_384
export const maxAttachments = 20

/** `6 MB`, `1.4 MB`, `912 KB`, `40 bytes`, counted by 1024 as the limits are. */
export function sayBytes(bytes: number, t: T): string {
  return say(sizeOf(bytes), t)
}

function sizeOf(bytes: number): Phrase {
  if (bytes < 1024) return phrase('sizeBytes', { bytes })
  if (bytes < 1024 * 1023.5) return phrase('sizeKilobytes', { size: Math.round(bytes / 1024) })
  const size = bytes / 1024 / 1024
  return phrase('sizeMegabytes', { size: size >= 99.95 ? Math.round(size) : size })
}

export function isImage(mimeType: string): boolean {
  return mimeType.startsWith('image/')
}

/** Why a file cannot go along, with the numbers; undefined when it can. */
export function refuseAttachment(
  file: Sized,
  already: readonly Sized[],
  limits: AttachmentLimits,
): Said | undefined {
  const { name } = file
  if (file.bytes === 0) return phrase('attachmentEmpty', { name })
  if (already.length >= maxAttachments) return phrase('attachmentsTooMany', { max: maxAttachments })
  const max = isImage(file.mimeType)
    ? Math.min(limits.maxImageBytes, limits.maxAttachmentBytes)
    : limits.maxAttachmentBytes
  if (file.bytes > max) {
    const kind = isImage(file.mimeType) ? 'picture' : 'file'
    return phrase('attachmentTooLarge', { name, size: sizeOf(file.bytes), kind, max: sizeOf(max) })
  }
  const total = payloadBytes('', [...already, file])
  if (total > limits.maxPayloadBytes) {
    return phrase('attachmentsTooLarge', { name, size: sizeOf(total), max: sizeOf(limits.maxPayloadBytes) })
  }
  return undefined
}

/** Why the message as a whole cannot go, with the numbers; undefined when it can. */
export function refuseMessage(
  text: string,
  attachments: readonly Sized[],
  limits: AttachmentLimits,
): Said | undefined {
  const total = payloadBytes(text, attachments)
  return total > limits.maxPayloadBytes
    ? phrase('messageTooLarge', { size: sizeOf(total), max: sizeOf(limits.maxPayloadBytes) })
    : undefined
}

/** The size of the request on the wire: base64 for files, JSON for the text. */
function payloadBytes(text: string, attachments: readonly Sized[]): number {
  const files = attachments.reduce((sum, file) => sum + Math.ceil(file.bytes / 3) * 4, 0)
  return envelopeBytes + files + new TextEncoder().encode(JSON.stringify(text)).length
}
