// What it takes to parse a message that grows, as the window does: only the blocks that have changed.
import Markdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { blockSplitter, type MarkdownBlock } from '../../../src-renderer/chat/markdown/split-blocks.ts'

/** So many pieces, whatever the length; short ones character by character. */
const pieces = 200

/** The most of the processor's time that one piece took, in milliseconds; time that others had does not count. */
export function slowestPiece(text: string): number {
  // What had to be compiled first is not the parser's.
  return Math.min(parseInPieces(text), parseInPieces(text))
}

function parseInPieces(text: string): number {
  const split = blockSplitter()
  let before: ReadonlySet<MarkdownBlock> = new Set()
  let slowest = 0
  const step = Math.max(1, Math.ceil(text.length / pieces))
  for (let end = step; end < text.length + step; end += step) {
    const begun = process.threadCpuUsage()
    const blocks = split(text.slice(0, end))
    for (const block of blocks)
      if (block.kind === 'markdown' && !before.has(block))
        Markdown({ children: block.text, remarkPlugins: [remarkGfm], urlTransform: url => url })
    const { user, system } = process.threadCpuUsage(begun)
    slowest = Math.max(slowest, (user + system) / 1000)
    before = new Set(blocks)
  }
  return slowest
}
