import { IconChevronRight, IconTool } from '@tabler/icons-react'
import { memo } from 'react'
import type { ToolBlock, ToolStatus } from '../../../src-shared/chat-content.ts'
import { Mark, type MarkShape } from '../../ui/Mark.tsx'
import { CodeBlock } from '../markdown/CodeBlock.tsx'
import { MediaView } from './MediaView.tsx'
import { useOpenDetails } from './use-open-details.ts'
import classes from './cards.module.css'

const statusWords: Record<ToolStatus, string> = {
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  unknown: 'No result',
}
const statusMarks: Record<ToolStatus, MarkShape> = {
  running: 'busy',
  done: 'good',
  failed: 'bad',
  unknown: 'off',
}

type Props = { readonly block: ToolBlock; readonly id: string; readonly open: Set<string> }

/** One use of a tool: its name and how it went; what went in and came out when it is opened. */
export const ToolCard = memo(function ToolCard({ block, id, open }: Props) {
  const [isOpen, setOpen] = useOpenDetails(open, id)
  const title = block.title ?? block.name
  return (
    <details
      className={classes.card}
      data-status={block.status}
      open={isOpen}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary className={classes.summary}>
        <IconChevronRight size={14} aria-hidden className={classes.chevron} />
        <IconTool size={15} aria-hidden className={classes.icon} />
        <span className={classes.title}>
          {title}
          {block.title !== undefined && block.title !== block.name && (
            <span className={classes.name}> {block.name}</span>
          )}
        </span>
        <span className={classes.status}>
          <Mark shape={statusMarks[block.status]} size={14} />
          {statusWords[block.status]}
        </span>
      </summary>
      {isOpen && (
        <div className={classes.inside}>
          {block.args !== undefined && <CodeBlock code={block.args} language="arguments" label="Arguments" />}
          {block.result !== undefined && (
            <CodeBlock
              code={block.result}
              language={block.status === 'failed' ? 'error' : 'result'}
              label={block.status === 'failed' ? 'Error' : 'Result'}
            />
          )}
          {block.media?.map((media, index) => (
            // A result's pictures never change places.
            // oxlint-disable-next-line react/no-array-index-key
            <MediaView key={index} block={media} />
          ))}
          {block.args === undefined && block.result === undefined && (
            <p className={classes.nothing}>The gateway has told no more of it.</p>
          )}
        </div>
      )}
    </details>
  )
})
