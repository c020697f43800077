// Puts the parts of a model's stream together again, in the order they came.
import type { TextStreamPart, ToolSet } from 'ai'
import type { ContentBlock } from '../content.ts'

type Growing = { type: 'text' | 'thinking'; words: string; notes?: Readonly<Record<string, unknown>> }
type Collected = Growing | (ContentBlock & { type: 'toolCall' })

export function collectContent() {
  const blocks: Collected[] = []
  const open = new Map<string, Growing>()

  function begin(id: string, type: Growing['type']) {
    const block: Growing = { type, words: '' }
    open.set(`${type} ${id}`, block)
    blocks.push(block)
    return block
  }

  function grow(type: Growing['type'], part: { id: string; text?: string; providerMetadata?: unknown }) {
    const block = open.get(`${type} ${part.id}`) ?? begin(part.id, type)
    block.words += part.text ?? ''
    // The signature of a thought comes with its last part.
    if (part.providerMetadata) block.notes = { ...block.notes, ...part.providerMetadata }
  }

  return {
    take(part: TextStreamPart<ToolSet>) {
      if (part.type === 'text-start' || part.type === 'text-delta' || part.type === 'text-end') {
        grow('text', part)
      } else if (
        part.type === 'reasoning-start' ||
        part.type === 'reasoning-delta' ||
        part.type === 'reasoning-end'
      ) {
        grow('thinking', part)
      } else if (part.type === 'tool-call') {
        blocks.push({
          type: 'toolCall',
          id: part.toolCallId,
          name: part.toolName,
          arguments: part.input,
          ...(part.providerMetadata ? { notes: part.providerMetadata } : {}),
        })
      }
    },

    blocks(): ContentBlock[] {
      return blocks.flatMap((block): ContentBlock[] => {
        if (block.type === 'toolCall') return [block]
        const notes = block.notes ? { notes: block.notes } : {}
        if (block.type === 'thinking') {
          // A thought may be secret: then it is a note and no words.
          return block.words === '' && !block.notes
            ? []
            : [{ type: 'thinking', thinking: block.words, ...notes }]
        }
        return block.words === '' ? [] : [{ type: 'text', text: block.words, ...notes }]
      })
    },
  }
}
