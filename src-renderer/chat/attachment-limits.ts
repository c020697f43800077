// What the gateway takes, said before anything is sent: a frame that is too large would end the connection.

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
export function sayBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
  if (bytes < 1024 * 1023.5) return `${Math.round(bytes / 1024)} KB`
  const mb = bytes / 1024 / 1024
  return `${mb >= 99.95 ? Math.round(mb) : Number(mb.toFixed(1))} MB`
}

export function isImage(mimeType: string): boolean {
  return mimeType.startsWith('image/')
}

/** Why a file cannot go along, with the numbers; undefined when it can. */
export function refuseAttachment(
  file: Sized,
  already: readonly Sized[],
  limits: AttachmentLimits,
): string | undefined {
  if (file.bytes === 0) return `${file.name} is empty.`
  if (already.length >= maxAttachments) return `A message takes ${maxAttachments} attachments at most.`
  const max = isImage(file.mimeType)
    ? Math.min(limits.maxImageBytes, limits.maxAttachmentBytes)
    : limits.maxAttachmentBytes
  if (file.bytes > max) {
    const kind = isImage(file.mimeType) ? 'pictures' : 'files'
    return `${file.name} is ${sayBytes(file.bytes)}. This gateway takes ${kind} of ${sayBytes(max)} at most.`
  }
  const total = payloadBytes('', [...already, file])
  if (total > limits.maxPayloadBytes) {
    return `With ${file.name} the message would be ${sayBytes(total)}. This gateway takes ${sayBytes(limits.maxPayloadBytes)} in all.`
  }
  return undefined
}

/** Why the message as a whole cannot go, with the numbers; undefined when it can. */
export function refuseMessage(
  text: string,
  attachments: readonly Sized[],
  limits: AttachmentLimits,
): string | undefined {
  const total = payloadBytes(text, attachments)
  return total > limits.maxPayloadBytes
    ? `The message is ${sayBytes(total)}. This gateway takes ${sayBytes(limits.maxPayloadBytes)} in all.`
    : undefined
}

/** The size of the request on the wire: base64 for files, JSON for the text. */
function payloadBytes(text: string, attachments: readonly Sized[]): number {
  const files = attachments.reduce((sum, file) => sum + Math.ceil(file.bytes / 3) * 4, 0)
  return envelopeBytes + files + new TextEncoder().encode(JSON.stringify(text)).length
}
