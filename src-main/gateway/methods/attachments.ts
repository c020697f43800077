// Files that come with a message: decoded, and held to the limits the greeting names.
import type { IncomingFile } from '../../conversations/incoming.ts'
import { maxImageBytes } from '../limits.ts'
import { requestError } from '../method-table.ts'

type Attachment = {
  readonly type?: string | undefined
  readonly mimeType?: string | undefined
  readonly fileName?: string | undefined
  readonly content?: unknown
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/
const maxAttachments = 20

/** Errors: INVALID_REQUEST. */
export function decodeAttachments(attachments: readonly Attachment[], maxBytes: number): IncomingFile[] {
  if (attachments.length > maxAttachments) {
    throw requestError('INVALID_REQUEST', `at most ${maxAttachments} attachments`)
  }
  return attachments.map(attachment => decode(attachment, maxBytes))
}

function decode({ type, mimeType, fileName, content }: Attachment, maxBytes: number): IncomingFile {
  const name = fileName ?? 'attachment'
  if (typeof content !== 'string')
    throw requestError('INVALID_REQUEST', `${name}: content must be base64 text`)
  // Pages like to send data URLs as they have them.
  const comma = content.startsWith('data:') ? content.indexOf(',') : -1
  const payload = content.slice(comma + 1)
  if (payload.length % 4 === 1 || !base64.test(payload)) {
    throw requestError('INVALID_REQUEST', `${name}: content is not base64`)
  }
  const bytes = Buffer.from(payload, 'base64')
  const kind = mimeType ?? (comma === -1 ? undefined : /^data:([^;,]+)/.exec(content)?.[1])
  const isImage = type === 'image' || (kind?.startsWith('image/') ?? false)
  const limit = isImage ? Math.min(maxBytes, maxImageBytes) : maxBytes
  if (bytes.byteLength > limit) {
    throw requestError('INVALID_REQUEST', `${name} is ${bytes.byteLength} bytes; the limit is ${limit}`)
  }
  return {
    mimeType: kind ?? (isImage ? 'image/png' : 'application/octet-stream'),
    bytes,
    ...(fileName === undefined ? {} : { fileName }),
  }
}
