// What was written, as `chat.send` takes it and as the transcript shows it.
import type { MediaBlock } from '../../src-shared/chat-content.ts'
import type { NewMessage } from '../../src-shared/outbox.ts'
import { isImage } from './attachment-limits.ts'
import type { Attachment } from './composer/composer.ts'

type SentAttachments = NonNullable<NewMessage['attachments']>

export type SendParams = { message: string; attachments?: SentAttachments }

export function paramsOf(text: string, attachments: readonly Attachment[]): SendParams {
  if (attachments.length === 0) return { message: text }
  return { message: text, attachments: attachmentsOf(attachments) }
}

export function attachmentsOf(attachments: readonly Attachment[]): SentAttachments {
  return attachments.map(({ name, mimeType, data, bytes }) => ({
    type: isImage(mimeType) ? 'image' : 'file',
    mimeType,
    fileName: name,
    content: data,
    sizeBytes: bytes,
  }))
}

export function mediaOf({ name, mimeType, data, bytes }: Attachment): MediaBlock {
  return { kind: 'media', mimeType, name, bytes, ...(isImage(mimeType) ? { data } : {}) }
}
