// What is being written in one session: the text, kept as a draft, and the files that go along.
import { phrase, type Said } from '../../../src-shared/said.ts'
import { words } from '../../words.ts'
import type { AttachmentLimits } from '../attachment-limits.ts'
import { isImage, refuseAttachment } from '../attachment-limits.ts'
import { maxDraftLength, type Draft } from '../drafts.ts'
import { source } from '../observable.ts'
import type { Observable } from '../observable.ts'

export type Attachment = {
  readonly id: string
  readonly name: string
  readonly mimeType: string
  readonly bytes: number
  /** Base64. */
  readonly data: string
  /** A blob: address, for pictures. */
  readonly preview?: string | undefined
}

export type ComposerView = {
  readonly text: string
  readonly attachments: readonly Attachment[]
  /** Why the last files were not taken. */
  readonly refusals: readonly Said[]
  /** How many files are being read. */
  readonly reading: number
}

export type Parcel = {
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly sent: () => void
  /** It could not be sent: it stands where it was written, before what was written since. */
  readonly putBack: () => void
}

export type Composer = Observable<ComposerView> & {
  readonly write: (text: string) => void
  readonly attach: (files: readonly File[], limits: AttachmentLimits) => Promise<void>
  readonly detach: (id: string) => void
  readonly refuse: (reason: Said | undefined) => void
  /** Empties it and hands over what was in it; the draft is kept until that is `sent`. */
  readonly take: () => Parcel
  readonly flush: () => void
  /** Whether there is more than its draft keeps: files, or a text that is too long for it. */
  readonly holdsMore: () => boolean
  readonly close: () => void
}

export function openComposer(draft: Draft): Composer {
  const state = source<ComposerView>({ text: '', attachments: [], refusals: [], reading: 0 })
  const change = (changes: Partial<ComposerView>) => state.set({ ...state.get(), ...changes })
  let touched = false

  async function restore(): Promise<void> {
    const text = await draft.load()
    // Whoever has begun to type meanwhile goes on with that.
    if (!touched && text !== '') change({ text })
  }

  // Without the old draft one can still write; keeping the next one reports what is wrong.
  restore().catch(() => undefined)

  const write = (text: string) => {
    touched = true
    change({ text })
    draft.keep(text)
  }

  return {
    ...state,
    write,
    attach: async (files, limits) => {
      const refusals: Said[] = []
      const taken: File[] = []
      for (const file of files) {
        const sized = { name: nameOf(file), mimeType: file.type, bytes: file.size }
        const waiting = taken.map(other => ({ name: other.name, mimeType: other.type, bytes: other.size }))
        const reason = refuseAttachment(sized, [...state.get().attachments, ...waiting], limits)
        if (reason === undefined) taken.push(file)
        else refusals.push(reason)
      }
      change({ refusals, reading: state.get().reading + taken.length })
      for (const file of taken) {
        const read = await readAttachment(file).catch(() => undefined)
        const { attachments, reading, refusals: before } = state.get()
        change({
          reading: reading - 1,
          attachments: read ? [...attachments, read] : attachments,
          refusals: read ? before : [...before, phrase('attachmentUnreadable', { name: nameOf(file) })],
        })
      }
    },
    detach: id => {
      const { attachments } = state.get()
      forgetPreviews(attachments.filter(attachment => attachment.id === id))
      change({ attachments: attachments.filter(attachment => attachment.id !== id), refusals: [] })
    },
    refuse: reason => change({ refusals: reason === undefined ? [] : [reason] }),
    take: () => {
      const { text, attachments } = state.get()
      change({ text: '', attachments: [], refusals: [] })
      touched = true
      return {
        text,
        attachments,
        sent: () => {
          forgetPreviews(attachments)
          draft.keep(state.get().text)
          draft.flush()
        },
        putBack: () => {
          const since = state.get()
          const whole = since.text === '' ? text : `${text}\n${since.text}`
          change({ text: whole, attachments: [...attachments, ...since.attachments] })
          draft.keep(whole)
        },
      }
    },
    flush: draft.flush,
    holdsMore: () => {
      const { text, attachments, reading } = state.get()
      return attachments.length > 0 || reading > 0 || text.length > maxDraftLength
    },
    close: () => {
      draft.flush()
      forgetPreviews(state.get().attachments)
    },
  }
}

function nameOf(file: File): string {
  return file.name || words.current().t('chat.composer.pastedFile')
}

function forgetPreviews(attachments: readonly Attachment[]): void {
  for (const { preview } of attachments) if (preview !== undefined) URL.revokeObjectURL(preview)
}

async function readAttachment(file: File): Promise<Attachment> {
  const data = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      const { result } = reader
      if (typeof result === 'string') resolve(result.replace(/^[^,]*,/, ''))
      else reject(new Error('not a data address'))
    })
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')))
    reader.readAsDataURL(file)
  })
  return {
    id: crypto.randomUUID(),
    name: nameOf(file),
    mimeType: file.type || 'application/octet-stream',
    bytes: file.size,
    data,
    preview: isImage(file.type) ? URL.createObjectURL(file) : undefined,
  }
}
