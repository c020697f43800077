import { IconChevronRight, IconTool } from '@tabler/icons-react'
import { memo } from 'react'
import type { ToolBlock, ToolStatus } from '../../../src-shared/chat-content.ts'
import { Mark, type MarkShape } from '../../ui/Mark.tsx'
import { CodeBlock } from '../markdown/CodeBlock.tsx'
import { MediaView } from './MediaView.tsx'
import { useOpenDetails } from './use-open-details.ts'
import { useWords } from '../../words.ts'
import classes from './cards.module.css'

const statusMarks: Record<ToolStatus, MarkShape> = {
  running: 'busy',
  done: 'good',
  failed: 'bad',
  unknown: 'off',
}

type Props = { readonly block: ToolBlock; readonly id: string; readonly open: Set<string> }

/** One use of a tool: its name and how it went; what went in and came out when it is opened. */
export const ToolCard = memo(function ToolCard({ block, id, open }: Props) {
  const { t } = useWords()
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
        <span className={classes.title} translate="no">
          {title}
          {block.title !== undefined && block.title !== block.name && (
            <span className={classes.name}> {block.name}</span>
          )}
        </span>
        <span className={classes.status}>
          <Mark shape={statusMarks[block.status]} size={14} />
          {t(`chat.tools.statuses.${block.status}`)}
        </span>
      </summary>
      {isOpen && (
        <div className={classes.inside}>
          {block.args !== undefined && <CodeBlock code={block.args} title={t('chat.tools.arguments')} />}
          {block.result !== undefined && (
            <CodeBlock
              code={block.result}
              title={t(block.status === 'failed' ? 'chat.tools.error' : 'chat.tools.result')}
            />
          )}
          {block.media?.map((media, index) => (
            // A result's pictures never change places.
            // oxlint-disable-next-line react/no-array-index-key
            <MediaView key={index} block={media} />
          ))}
          {block.args === undefined && block.result === undefined && (
            <p className={classes.nothing}>{t('chat.tools.nothing')}</p>
          )}
        </div>
      )}
    </details>
  )
})
