import type { ReactNode } from 'react'
import type { ChatBlock } from '../../../src-shared/chat-content.ts'
import { plainText } from '../../../src-shared/chat-content.ts'
import type { ChatMessage } from '../../../src-shared/chat-messages.ts'
import { CopyText } from '../CopyText.tsx'
import { Note } from '../../ui/Note.tsx'
import { MessageMarkdown } from '../markdown/MessageMarkdown.tsx'
import { PlainText } from '../markdown/PlainText.tsx'
import { sayExactly, sayTime } from '../words.ts'
import { MediaView } from './MediaView.tsx'
import { ThinkingCard } from './ThinkingCard.tsx'
import { ToolCard } from './ToolCard.tsx'
import { useWords } from '../../words.ts'
import classes from './message.module.css'

type Props = {
  readonly message: ChatMessage
  /** Which cards are open, by message and place. */
  readonly open: Set<string>
  /** What becomes of it: right below, so that it is not taken for the next one's. */
  readonly children?: ReactNode
}

/** One message as it is read. */
export function MessageView({ message, open, children }: Props) {
  const { t } = useWords()
  if (message.boundary) return <Boundary kind={message.boundary} />
  const time = message.at === undefined ? undefined : sayTime(message.at, t)
  return (
    <article
      className={classes.message}
      data-role={message.role}
      data-outcome={message.outcome}
      aria-label={t('chat.messages.by', { role: message.role, time })}
    >
      <div className={classes.body}>
        {message.blocks.map((block, index) => (
          // A message's blocks only ever grow at the end.
          // oxlint-disable-next-line react/no-array-index-key
          <BlockView key={index} block={block} index={index} message={message} open={open} />
        ))}
        {message.outcome === 'failed' && (
          <Note tone="bad">
            <strong>{t('chat.messages.failed')}</strong>{' '}
            {message.error ? (
              <span translate="no">{message.error}</span>
            ) : (
              t('chat.messages.failedUnexplained')
            )}
          </Note>
        )}
      </div>
      {children}
      <Meta message={message} />
    </article>
  )
}

type BlockProps = Omit<Props, 'children'> & { readonly block: ChatBlock; readonly index: number }

function BlockView({ block, index, message, open }: BlockProps) {
  const { t } = useWords()
  const id = `${message.key}/${index}`
  switch (block.kind) {
    case 'text':
      // What a person wrote is shown as it was written; their stars and hashes are theirs.
      return message.role === 'assistant' ? (
        <MessageMarkdown text={block.text} />
      ) : (
        <PlainText text={block.text} />
      )
    case 'thinking': {
      const isLast = index === message.blocks.length - 1
      return (
        <ThinkingCard
          text={block.text}
          isOpenEnded={isLast && message.outcome === 'running'}
          id={id}
          open={open}
        />
      )
    }
    case 'tool':
      return <ToolCard block={block} id={id} open={open} />
    case 'media':
      return <MediaView block={block} />
    case 'unsupported':
      return (
        <span className={classes.unsupported}>
          {t('chat.messages.unsupported', { type: block.type.slice(0, 60) })}
        </span>
      )
  }
}

function Meta({ message }: { message: ChatMessage }) {
  const { t } = useWords()
  const text = plainText(message.blocks)
  const isStopped = message.outcome === 'aborted'
  return (
    <div className={classes.meta}>
      {isStopped && <span className={classes.stopped}>{t('chat.messages.stopped')}</span>}
      <span className={classes.quiet}>
        {message.at !== undefined && (
          <time
            dateTime={new Date(message.at).toISOString()}
            onPointerEnter={event => {
              event.currentTarget.title = sayExactly(message.at ?? 0, t)
            }}
          >
            {sayTime(message.at, t)}
          </time>
        )}
        {text !== '' && message.outcome !== 'running' && (
          <CopyText text={text} label={t('chat.copyMessage')} />
        )}
      </span>
    </div>
  )
}

function Boundary({ kind }: { kind: NonNullable<ChatMessage['boundary']> }) {
  const { t } = useWords()
  const words = t(`chat.messages.boundaries.${kind}`)
  return (
    <div className={classes.boundary} role="separator" aria-label={words}>
      <span aria-hidden>{words}</span>
    </div>
  )
}
