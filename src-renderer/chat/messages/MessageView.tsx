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
import classes from './message.module.css'

type Props = {
  readonly message: ChatMessage
  /** Which cards are open, by message and place. */
  readonly open: Set<string>
}

/** One message as it is read. */
export function MessageView({ message, open }: Props) {
  if (message.boundary) return <Boundary kind={message.boundary} />
  const time = message.at === undefined ? '' : `, ${sayTime(message.at)}`
  return (
    <article
      className={classes.message}
      data-role={message.role}
      data-outcome={message.outcome}
      aria-label={`${speaker[message.role]}${time}`}
    >
      <div className={classes.body}>
        {message.blocks.map((block, index) => (
          // A message's blocks only ever grow at the end.
          // oxlint-disable-next-line react/no-array-index-key
          <BlockView key={index} block={block} index={index} message={message} open={open} />
        ))}
        {message.outcome === 'failed' && (
          <Note tone="bad">
            <strong>The answer failed.</strong> {message.error}
          </Note>
        )}
      </div>
      <Meta message={message} />
    </article>
  )
}

const speaker: Record<ChatMessage['role'], string> = { user: 'You', assistant: 'Assistant', system: 'System' }

type BlockProps = Props & { readonly block: ChatBlock; readonly index: number }

function BlockView({ block, index, message, open }: BlockProps) {
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
          Content of the kind “{block.type.slice(0, 60)}”, which this version cannot show
        </span>
      )
  }
}

function Meta({ message }: { message: ChatMessage }) {
  const text = plainText(message.blocks)
  const isStopped = message.outcome === 'aborted'
  return (
    <div className={classes.meta}>
      {isStopped && <span className={classes.stopped}>Stopped</span>}
      <span className={classes.quiet}>
        {message.at !== undefined && (
          <time
            dateTime={new Date(message.at).toISOString()}
            onPointerEnter={event => {
              event.currentTarget.title = sayExactly(message.at ?? 0)
            }}
          >
            {sayTime(message.at)}
          </time>
        )}
        {text !== '' && message.outcome !== 'running' && <CopyText text={text} label="Copy message" />}
      </span>
    </div>
  )
}

const boundaries = {
  reset: 'A new conversation begins here',
  compaction: 'What came before was summarised for the model',
} as const

function Boundary({ kind }: { kind: keyof typeof boundaries }) {
  return (
    <div className={classes.boundary} role="separator" aria-label={boundaries[kind]}>
      <span aria-hidden>{boundaries[kind]}</span>
    </div>
  )
}
