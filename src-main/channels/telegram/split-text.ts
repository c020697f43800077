// A long answer in as many messages as it takes, cut where a reader would turn the page.
import { maxEntities, renderMarkdown, type TelegramText, type TextEntity } from './telegram-text.ts'

/** Of a message, so much is to be filled before a block is cut in two. */
const leastShare = 0.5

/** Messages of at most `maxLength` UTF-16 units; none when there is nothing to read. */
export function toMessages(markdown: string, maxLength: number): TelegramText[] {
  const { breaks, ...whole } = renderMarkdown(markdown.toWellFormed())
  const messages: TelegramText[] = []
  let from = 0
  while (from < whole.text.length) {
    const to =
      whole.text.length - from <= maxLength ? whole.text.length : cutBefore(whole, breaks, from, maxLength)
    const message = slice(whole, from, to)
    if (message.text !== '') messages.push(message)
    from = to
  }
  return messages
}

function cutBefore(
  { text }: TelegramText,
  breaks: readonly number[],
  from: number,
  maxLength: number,
): number {
  const end = from + maxLength
  const least = from + maxLength * leastShare
  const between = breaks.findLast(at => at <= end && at > least)
  if (between !== undefined) return between
  for (const mark of ['\n', '. ', ' ']) {
    const at = text.lastIndexOf(mark, end - mark.length) + mark.length
    if (at > least && at <= end) return at
  }
  // Never between the halves of a pair that is one character.
  const isPair = /[\uD800-\uDBFF]/.test(text[end - 1] ?? '')
  return isPair ? end - 1 : end
}

/** That part of a text, without the blank space around it. */
function slice({ text, entities }: TelegramText, from: number, to: number): TelegramText {
  const piece = text.slice(from, to)
  const start = from + (piece.length - piece.trimStart().length)
  const end = start + piece.trim().length
  return { text: text.slice(start, end), entities: entitiesWithin(entities, start, end) }
}

function entitiesWithin(entities: readonly TextEntity[], start: number, end: number): TextEntity[] {
  return entities
    .map(entity => {
      const offset = Math.max(entity.offset, start)
      const length = Math.min(entity.offset + entity.length, end) - offset
      return { ...entity, offset: offset - start, length }
    })
    .filter(({ length }) => length > 0)
    .slice(0, maxEntities)
}
