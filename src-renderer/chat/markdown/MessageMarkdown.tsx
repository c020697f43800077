import { memo, useState } from 'react'
import type { ReactNode } from 'react'
import Markdown from 'react-markdown'
import type { Components, Options } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { CodeBlock } from './CodeBlock.tsx'
import { drawnBlock } from './drawn-blocks.ts'
import { MessageImage } from './MessageImage.tsx'
import { MessageLink } from './MessageLink.tsx'
import { plainProperties } from './plain-properties.ts'
import { PlainFallback } from './PlainFallback.tsx'
import { PlainText } from './PlainText.tsx'
import { safeLink } from './safe-url.ts'
import { blockSplitter } from './split-blocks.ts'
import type { MarkdownBlock } from './split-blocks.ts'
import { useWords } from '../../words.ts'
import classes from './markdown.module.css'

/** A message's text. Only the blocks that changed are parsed and drawn again. */
export function MessageMarkdown({ text }: { text: string }) {
  const [split] = useState(blockSplitter)
  return (
    <div className={classes.markdown} dir="auto" translate="no">
      {split(text).map((block, index) => (
        // Blocks are only ever added at the end or replaced in their place.
        // oxlint-disable-next-line react/no-array-index-key
        <Block key={index} block={block} />
      ))}
    </div>
  )
}

const Block = memo(function Block({ block }: { block: MarkdownBlock }) {
  switch (block.kind) {
    case 'code':
      return <CodeBlock code={block.code} language={block.language} />
    case 'plain':
      return <PlainText text={block.text} />
    case 'paragraph':
      return <p>{block.text}</p>
    case 'markdown':
      return (
        <PlainFallback text={block.text}>
          <Parsed text={block.text} />
        </PlainFallback>
      )
  }
})

/** A component of its own, so that a parser that gives up does so below the fallback. */
function Parsed({ text }: { text: string }) {
  return drawnBlock(text, parse)
}

function parse(text: string): ReactNode {
  return Markdown({ children: text, remarkPlugins, rehypePlugins, components, urlTransform: asWritten })
}

const remarkPlugins: NonNullable<Options['remarkPlugins']> = [remarkGfm]
const rehypePlugins: NonNullable<Options['rehypePlugins']> = [plainProperties]

/** Addresses are judged where they are drawn, by components that put none of them into the page. */
function asWritten(url: string): string {
  return url
}

type HastNode = { readonly type: string; readonly value?: unknown; readonly children?: readonly HastNode[] }

function textOf(node: HastNode | undefined): string {
  if (!node) return ''
  if (typeof node.value === 'string') return node.value
  return (node.children ?? []).map(textOf).join('')
}

/** A message's headings stand below the page's own. */
const heading = (level: number) => {
  const HeadingLine: NonNullable<Components['h1']> = ({ children }) => (
    <div role="heading" aria-level={level} className={classes.heading} data-level={level}>
      {children}
    </div>
  )
  return HeadingLine
}

/** Focusable, for a keyboard must be able to scroll it. */
function TableFrame({ children }: { children: ReactNode }) {
  const { t } = useWords()
  return (
    <div className={classes.tableFrame} tabIndex={0} role="region" aria-label={t('chat.messages.table')}>
      <table>{children}</table>
    </div>
  )
}

function TaskBox({ isChecked }: { isChecked: boolean }) {
  const { t } = useWords()
  return (
    <span
      role="img"
      aria-label={t(isChecked ? 'chat.messages.done' : 'chat.messages.notDone')}
      className={classes.box}
      data-checked={isChecked}
    />
  )
}

const components: Components = {
  a: ({ href, children, node }) => {
    const link = safeLink(href)
    if (!link) return <span>{children}</span>
    return (
      <MessageLink link={link} words={textOf(node)}>
        {children}
      </MessageLink>
    )
  },
  img: ({ src, alt }) => <MessageImage src={typeof src === 'string' ? src : undefined} alt={alt ?? ''} />,
  pre: ({ node }) => {
    const [code] = node?.children ?? []
    const names = code?.type === 'element' ? code.properties['className'] : undefined
    const [name] = Array.isArray(names) ? names : []
    const language = typeof name === 'string' ? name.replace(/^language-/, '') : ''
    return <CodeBlock code={textOf(code).replace(/\n$/, '')} language={language} />
  },
  table: ({ children }) => <TableFrame>{children}</TableFrame>,
  input: ({ checked }) => <TaskBox isChecked={checked === true} />,
  h1: heading(3),
  h2: heading(3),
  h3: heading(4),
  h4: heading(5),
  h5: heading(6),
  h6: heading(6),
}
