import { IconBulb, IconChevronRight } from '@tabler/icons-react'
import { memo } from 'react'
import { useOpenDetails } from './use-open-details.ts'
import { useWords } from '../../words.ts'
import classes from './cards.module.css'

type Props = {
  readonly text: string
  /** Whether the thought is still going on. */
  readonly isOpenEnded: boolean
  readonly id: string
  readonly open: Set<string>
}

/** What the model thought before it spoke; closed unless a person wants to read it. */
export const ThinkingCard = memo(function ThinkingCard({ text, isOpenEnded, id, open }: Props) {
  const { t } = useWords()
  const [isOpen, setOpen] = useOpenDetails(open, id)
  return (
    <details
      className={classes.card}
      data-quiet
      open={isOpen}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary className={classes.summary}>
        <IconChevronRight size={14} aria-hidden className={classes.chevron} />
        <IconBulb size={15} aria-hidden className={classes.icon} />
        <span className={classes.title}>
          {t(isOpenEnded ? 'chat.tools.thinking' : 'chat.tools.thoughts')}
        </span>
      </summary>
      {isOpen && (
        <div className={classes.thought} translate="no">
          {text}
        </div>
      )}
    </details>
  )
})
