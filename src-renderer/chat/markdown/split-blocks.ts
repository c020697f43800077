// A long text as its top-level Markdown blocks, so that a growing answer parses and draws only its last one.
import { Lexer } from 'marked'

export type MarkdownBlock =
  | { readonly kind: 'markdown'; readonly text: string }
  /** Words without any mark: a paragraph that needs no parser. */
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'code'; readonly language: string; readonly code: string }
  /** Too long or too deeply nested for a parser whose time grows faster than the text. */
  | { readonly kind: 'plain'; readonly text: string }

type Piece = { readonly from: number; readonly block: MarkdownBlock }

/** Above these a block is shown as it is written. */
const maxBlockLength = 12_000
const maxNesting = 12
/** How many characters that may open something are one block's fair share. */
const maxOpeners = 500
const maxLineLength = 50_000

/**
 * A splitter that remembers the text before: when the next one only goes on, everything but the last two blocks is
 * kept, and kept blocks are the same objects.
 */
export function blockSplitter(): (text: string) => readonly MarkdownBlock[] {
  let text = ''
  let pieces: readonly Piece[] = []
  let blocks: readonly MarkdownBlock[] = []

  return whole => {
    const next = whole.includes('\r') ? whole.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : whole
    if (next === text) return blocks
    const goesOn = pieces.length > 2 && next.startsWith(text)
    const kept = goesOn ? pieces.slice(0, -2) : []
    const from = goesOn ? (pieces.at(-2)?.from ?? 0) : 0
    const fresh = splitFrom(next, from)
    pieces = [...kept, ...keepAlike(pieces, fresh, kept.length)]
    text = next
    blocks = withDefinitions(pieces.map(piece => piece.block))
    return blocks
  }
}

function keepAlike(before: readonly Piece[], fresh: readonly Piece[], offset: number): readonly Piece[] {
  return fresh.map((piece, i) => {
    const old = before[offset + i]
    return old !== undefined && old.from === piece.from && sameBlock(old.block, piece.block) ? old : piece
  })
}

function sameBlock(a: MarkdownBlock, b: MarkdownBlock): boolean {
  if (a.kind === 'code' || b.kind === 'code') {
    return a.kind === 'code' && b.kind === 'code' && a.code === b.code && a.language === b.language
  }
  return a.kind === b.kind && a.text === b.text
}

function splitFrom(text: string, from: number): readonly Piece[] {
  const rest = text.slice(from)
  // The lexer goes into quotes and lists by calling itself; a text made to exhaust it is shown as it is.
  if (isTooNested(rest) || hasEndlessLine(rest)) return [{ from, block: { kind: 'plain', text: rest } }]
  const tokens = new Lexer({ gfm: true }).blockTokens(
    rest.replaceAll('\r\n', '\n').replaceAll('\r', '\n'),
    [],
  )
  const pieces: Piece[] = []
  let at = from
  for (const token of tokens) {
    const block = blockOf(token)
    if (block) pieces.push({ from: at, block })
    at += token.raw.length
  }
  return pieces
}

function blockOf(token: {
  type: string
  raw: string
  text?: unknown
  lang?: unknown
}): MarkdownBlock | undefined {
  if (token.type === 'space') return undefined
  if (token.type === 'code') {
    const language = typeof token.lang === 'string' ? (token.lang.trim().split(/\s+/)[0] ?? '') : ''
    return { kind: 'code', language, code: typeof token.text === 'string' ? token.text : token.raw }
  }
  const text = token.raw
  if (token.type === 'paragraph' && !mayBeMarked.test(text)) return { kind: 'paragraph', text }
  return isTooMuch(text) ? { kind: 'plain', text } : { kind: 'markdown', text }
}

function isTooNested(text: string): boolean {
  const quotes = new RegExp(`^(?:[ \\t]*(?:>|[-*+]|\\d{1,9}[.)])[ \\t]*){${maxNesting},}`, 'm')
  const indented = /^(?:\t| {4}){24}/m
  return quotes.test(text) || indented.test(text)
}

function hasEndlessLine(text: string): boolean {
  let from = 0
  while (text.length - from > maxLineLength) {
    const end = text.indexOf('\n', from)
    if (end === -1 || end - from > maxLineLength) return true
    from = end + 1
  }
  return false
}

/** Anything that Markdown, or an address written out, could begin with; rather too much than too little. */
const mayBeMarked = /[\\`*_[\]<>&~|!#@^$]|:\/\/|www\.|(?: {2}|\t)\n|^\s*(?:\d+[.)]|[-+=])/im

/** What a parser may have to try in many ways. */
const openers: ReadonlySet<string> = new Set('[]*_~`<!&@')

function isTooMuch(text: string): boolean {
  if (text.length > maxBlockLength) return true
  let count = 0
  for (const character of text) if (openers.has(character)) count += 1
  return count > maxOpeners
}

const definition = /^ {0,3}\[[^\]]{1,200}\]:[ \t]+\S/m
const maxDefinitionsLength = 8_000

/** A link may be written here and its address in another block: blocks with brackets are given the addresses too. */
function withDefinitions(blocks: readonly MarkdownBlock[]): readonly MarkdownBlock[] {
  const definitions = blocks
    .flatMap(block => (block.kind === 'markdown' && definition.test(block.text) ? [block.text.trim()] : []))
    .join('\n')
  if (definitions === '' || definitions.length > maxDefinitionsLength) return blocks
  return blocks.map(block =>
    block.kind === 'markdown' && block.text.includes('[') && !definition.test(block.text)
      ? { kind: 'markdown', text: `${block.text.trimEnd()}\n\n${definitions}` }
      : block,
  )
}
