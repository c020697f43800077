// Markdown as Telegram shows it: plain text, and entities that say what of it is bold, code or a link. Unlike markup they
// cannot be malformed, and a long text can be cut anywhere.
import { Lexer, type Token, type Tokens } from 'marked'

/** Offsets and lengths in UTF-16 units, as JavaScript counts too. */
export type TextEntity = {
  readonly type: 'bold' | 'italic' | 'strikethrough' | 'code' | 'pre' | 'text_link' | 'blockquote'
  readonly offset: number
  readonly length: number
  readonly url?: string | undefined
  readonly language?: string | undefined
}

export type TelegramText = { readonly text: string; readonly entities: readonly TextEntity[] }

/** More of them in one message are left out by Telegram. */
export const maxEntities = 100

type Writer = { text: string; entities: TextEntity[]; readonly breaks: number[] }
type Style = Omit<TextEntity, 'offset' | 'length'>

/** The whole text, and where one block of it ends and the next begins. */
export function renderMarkdown(markdown: string): TelegramText & { readonly breaks: readonly number[] } {
  const writer: Writer = { text: '', entities: [], breaks: [] }
  writeBlocks(writer, new Lexer({ gfm: true }).lex(markdown), '\n\n')
  return writer
}

function writeBlocks(writer: Writer, tokens: readonly Token[], between: string, indent = '') {
  const start = writer.text.length
  for (const token of tokens) {
    if (token.type === 'space' || token.type === 'def' || token.type === 'checkbox') continue
    if (writer.text.length > start) {
      writer.text += between
      writer.breaks.push(writer.text.length)
    }
    writeBlock(writer, token, indent)
  }
}

function writeBlock(writer: Writer, token: Token, indent: string) {
  switch (token.type) {
    case 'heading':
      return styled(writer, { type: 'bold' }, () => writeInline(writer, (token as Tokens.Heading).tokens))
    case 'code': {
      const { lang, text } = token as Tokens.Code
      const language = lang?.split(/\s/, 1)[0]
      return styled(writer, { type: 'pre', ...(language ? { language } : {}) }, () => (writer.text += text))
    }
    case 'blockquote': {
      const { tokens } = token as Tokens.Blockquote
      // Telegram does not nest quotes.
      const isInside = indent.includes('>')
      const write = () => writeBlocks(writer, tokens, '\n', `${indent}>`)
      return isInside ? write() : styled(writer, { type: 'blockquote' }, write)
    }
    case 'list':
      return writeList(writer, token as Tokens.List, indent)
    case 'table':
      return styled(writer, { type: 'pre' }, () => (writer.text += drawTable(token as Tokens.Table)))
    case 'hr':
      writer.text += '———'
      return
    default:
      return writeInline(writer, 'tokens' in token && token.tokens ? token.tokens : [token])
  }
}

function writeList(writer: Writer, list: Tokens.List, indent: string) {
  let number = typeof list.start === 'number' ? list.start : 1
  const margin = indent.replaceAll('>', '')
  for (const [index, item] of list.items.entries()) {
    if (index > 0) {
      writer.text += '\n'
      writer.breaks.push(writer.text.length)
    }
    const bullet = list.ordered ? `${number++}.` : item.task ? (item.checked ? '☑' : '☐') : '•'
    writer.text += `${margin}${bullet} `
    writeBlocks(writer, item.tokens, '\n', `${indent}   `)
  }
}

function writeInline(writer: Writer, tokens: readonly Token[]) {
  for (const token of tokens) {
    const inner = 'tokens' in token && token.tokens ? token.tokens : undefined
    switch (token.type) {
      case 'strong':
        styled(writer, { type: 'bold' }, () => writeInline(writer, inner ?? []))
        break
      case 'em':
        styled(writer, { type: 'italic' }, () => writeInline(writer, inner ?? []))
        break
      case 'del':
        styled(writer, { type: 'strikethrough' }, () => writeInline(writer, inner ?? []))
        break
      case 'codespan':
        styled(writer, { type: 'code' }, () => (writer.text += (token as Tokens.Codespan).text))
        break
      case 'br':
        writer.text += '\n'
        break
      case 'link':
      case 'image':
        writeLink(writer, token as Tokens.Link | Tokens.Image)
        break
      default:
        if (inner) writeInline(writer, inner)
        else writer.text += 'text' in token ? String(token['text']) : token.raw
    }
  }
}

/** Telegram makes links of addresses by itself, and refuses those that lead nowhere on the web. */
function writeLink(writer: Writer, link: Tokens.Link | Tokens.Image) {
  const { href, text, tokens } = link
  const write = () =>
    tokens && tokens.length > 0 ? writeInline(writer, tokens) : (writer.text += text || href)
  if (href === text || !/^(https?|tg|mailto):/i.test(href)) write()
  else styled(writer, { type: 'text_link', url: href }, write)
}

function styled(writer: Writer, style: Style, write: () => unknown) {
  const offset = writer.text.length
  const position = writer.entities.length
  write()
  const length = writer.text.length - offset
  // The outer one stands before those within it.
  if (length > 0) writer.entities.splice(position, 0, { ...style, offset, length })
}

function drawTable({ header, rows }: Tokens.Table): string {
  const lines = [header, ...rows].map(cells => cells.map(cell => plain(cell.tokens)))
  const widths = header.map((_, column) => Math.max(...lines.map(cells => cells[column]?.length ?? 0)))
  const draw = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(' | ')
      .trimEnd()
  const [first = [], ...others] = lines
  return [draw(first), widths.map(width => '-'.repeat(width)).join('-|-'), ...others.map(draw)].join('\n')
}

function plain(tokens: readonly Token[]): string {
  const writer: Writer = { text: '', entities: [], breaks: [] }
  writeInline(writer, tokens)
  return writer.text.replaceAll('\n', ' ')
}
