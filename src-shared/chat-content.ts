// What a message is made of, and how its content is read from a gateway's row.
import {
  asPlain,
  cutText,
  idOf,
  limits,
  listOf,
  numberOf,
  readable,
  recordOf,
  textOf,
  valueOf,
} from './chat-untrusted.ts'
import type { Plain } from './chat-untrusted.ts'

export type Outcome = 'running' | 'done' | 'aborted' | 'failed'

export type TextBlock = { readonly kind: 'text'; readonly text: string }
export type ThinkingBlock = { readonly kind: 'thinking'; readonly text: string }

/** `unknown`: history holds the call but no result, as after a run that was cut off. */
export type ToolStatus = 'running' | 'done' | 'failed' | 'unknown'

export type ToolBlock = {
  readonly kind: 'tool'
  /** The tool call's id; unique within a run. */
  readonly id: string
  readonly name: string
  readonly title?: string | undefined
  /** For reading: indented JSON, or the text itself. */
  readonly args?: string | undefined
  readonly result?: string | undefined
  readonly media?: readonly MediaBlock[] | undefined
  readonly status: ToolStatus
}

/** A picture or file. `data` is base64 and comes with the message; `url` only names a place and is never fetched. */
export type MediaBlock = {
  readonly kind: 'media'
  readonly mimeType: string
  readonly name?: string | undefined
  readonly bytes?: number | undefined
  readonly data?: string | undefined
  readonly url?: string | undefined
}

/** A kind of content this version does not know; named rather than hidden. */
export type UnsupportedBlock = { readonly kind: 'unsupported'; readonly type: string }

export type ChatBlock = TextBlock | ThinkingBlock | ToolBlock | MediaBlock | UnsupportedBlock

/** A row's content: one string, or a list of blocks; anything else is no content. */
export function readBlocks(content: unknown): readonly ChatBlock[] {
  if (typeof content === 'string')
    return content === '' ? [] : [{ kind: 'text', text: cutText(content, limits.text) }]
  if (!Array.isArray(content)) return []
  return content.slice(0, limits.blocks).flatMap(readBlock)
}

function readBlock(value: unknown): ChatBlock[] {
  if (typeof value === 'string')
    return value === '' ? [] : [{ kind: 'text', text: cutText(value, limits.text) }]
  const block = asPlain(value)
  if (!block) return []
  const type = idOf(block, 'type') ?? ''
  switch (type) {
    case 'text':
    case 'output_text':
    case 'input_text': {
      const text = textOf(block, 'text', limits.text)
      return text ? [{ kind: 'text', text }] : []
    }
    case 'thinking':
    case 'reasoning': {
      const text = textOf(block, 'thinking', limits.text) ?? textOf(block, 'text', limits.text)
      return text ? [{ kind: 'thinking', text }] : []
    }
    case 'toolCall':
    case 'tool_call':
    case 'tool_use': {
      const args = readable(
        valueOf(block, 'arguments') ?? valueOf(block, 'input') ?? valueOf(block, 'args'),
        limits.tool,
      )
      return [
        {
          kind: 'tool',
          id: idOf(block, 'id') ?? '',
          name: idOf(block, 'name') ?? 'tool',
          title: textOf(block, 'title', limits.id),
          args,
          status: 'unknown',
        },
      ]
    }
    case 'toolResult':
    case 'tool_result': {
      const id = idOf(block, 'toolCallId') ?? idOf(block, 'tool_use_id') ?? idOf(block, 'id') ?? ''
      const name = idOf(block, 'toolName') ?? idOf(block, 'name') ?? 'tool'
      const failed = valueOf(block, 'isError') === true || valueOf(block, 'is_error') === true
      return [
        {
          kind: 'tool',
          id,
          name,
          ...readResult(valueOf(block, 'content')),
          status: failed ? 'failed' : 'done',
        },
      ]
    }
    case 'image':
    case 'image_url':
    case 'input_image':
    case 'audio':
    case 'video':
    case 'file':
    case 'document':
      return [readMedia(block, type)]
    default:
      return [{ kind: 'unsupported', type: type || 'unnamed' }]
  }
}

/** A tool's result: its text, and the pictures it returned. */
export function readResult(content: unknown): Pick<ToolBlock, 'result' | 'media'> {
  const inner = asPlain(content)
  const wrapped = inner ? valueOf(inner, 'content') : undefined
  const source = Array.isArray(wrapped) || typeof wrapped === 'string' ? wrapped : content
  if (typeof source === 'string') return { result: cutText(source, limits.tool) }
  if (!Array.isArray(source)) return { result: readable(content, limits.tool) }
  const blocks = readBlocks(source)
  const text = blocks.flatMap(block => (block.kind === 'text' ? [block.text] : [])).join('\n')
  const media = blocks.filter(block => block.kind === 'media')
  // A list that holds neither text nor pictures is shown as what it is.
  if (text === '' && media.length === 0 && source.length > 0) return { result: readable(source, limits.tool) }
  return { result: cutText(text, limits.tool), media: media.length > 0 ? media : undefined }
}

const mediaFallback: Readonly<Record<string, string>> = {
  audio: 'audio/*',
  video: 'video/*',
  file: 'application/octet-stream',
  document: 'application/octet-stream',
}

function readMedia(block: Plain, type: string): MediaBlock {
  const source = recordOf(block, 'source') ?? recordOf(block, 'image_url')
  const named =
    idOf(block, 'mimeType') ??
    idOf(block, 'media_type') ??
    idOf(source, 'media_type') ??
    idOf(source, 'mimeType')
  const address =
    longText(block, 'url') ??
    longText(source, 'url') ??
    longText(block, 'image_url') ??
    longText(block, 'openUrl')
  const embedded = address === undefined ? undefined : splitDataUrl(address)
  const data =
    longText(block, 'data') ?? longText(block, 'content') ?? longText(source, 'data') ?? embedded?.data
  return {
    kind: 'media',
    mimeType: (
      named ??
      embedded?.mimeType ??
      (Object.hasOwn(mediaFallback, type) ? mediaFallback[type] : undefined) ??
      'image/*'
    ).toLowerCase(),
    name: textOf(block, 'fileName', limits.id) ?? textOf(block, 'name', limits.id),
    bytes: numberOf(block, 'sizeBytes') ?? numberOf(block, 'bytes'),
    data: data !== undefined && data.length <= limits.imageData ? data : undefined,
    url: embedded || address === undefined ? undefined : cutText(address, limits.line),
  }
}

/** Too long is dropped rather than cut: half an image is none. */
function longText(record: Plain | undefined, key: string): string | undefined {
  const value = valueOf(record, key)
  return typeof value === 'string' && value !== '' && value.length <= limits.imageData ? value : undefined
}

function splitDataUrl(url: string): { mimeType: string; data: string } | undefined {
  const match = /^data:([a-z]+\/[a-z0-9.+-]+);base64,/i.exec(url.slice(0, 128))
  return match ? { mimeType: match[1] ?? '', data: url.slice(match[0].length) } : undefined
}

/** What the gateway keeps of attachments beside a row: `__openclaw.media`. */
export function readKeptMedia(meta: Plain | undefined): readonly MediaBlock[] {
  return listOf(meta, 'media', 50).flatMap(value => {
    const item = asPlain(value)
    if (!item) return []
    const url = textOf(item, 'url', limits.line)
    return [
      {
        kind: 'media' as const,
        mimeType: (
          idOf(item, 'contentType') ??
          idOf(item, 'mimeType') ??
          'application/octet-stream'
        ).toLowerCase(),
        name: textOf(item, 'fileName', limits.id) ?? textOf(item, 'name', limits.id),
        bytes: numberOf(item, 'sizeBytes'),
        url,
      },
    ]
  })
}

/** The text of a message, for copying and for comparing. */
export function plainText(blocks: readonly ChatBlock[]): string {
  return blocks.flatMap(block => (block.kind === 'text' ? [block.text] : [])).join('\n\n')
}

/** Whether two values of plain data are alike; used to keep the old object, so that nothing is drawn again. */
export function alike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => alike(item, b[i]))
    )
  }
  const left = a as Plain
  const right = b as Plain
  const keys = new Set([...Object.keys(left), ...Object.keys(right)])
  for (const key of keys) if (!alike(valueOf(left, key), valueOf(right, key))) return false
  return true
}
