import { ActionIcon } from '@mantine/core'
import { IconFile, IconX } from '@tabler/icons-react'
import { Mark } from '../../ui/Mark.tsx'
import { sayBytes } from '../attachment-limits.ts'
import { useObservable } from '../use-observable.ts'
import type { Composer } from './composer.ts'
import { useWords } from '../../words.ts'
import classes from './composer.module.css'

/** What goes along with the message, and a way to take it out again. */
export function AttachmentStrip({ composer }: { composer: Composer }) {
  const { t } = useWords()
  const attachments = useObservable(composer, view => view.attachments)
  const reading = useObservable(composer, view => view.reading)
  if (attachments.length === 0 && reading === 0) return null
  return (
    <ul className={classes.strip} aria-label={t('chat.composer.attachments')}>
      {attachments.map(({ id, name, bytes, preview }) => (
        <li key={id} className={classes.attachment}>
          {preview ? (
            <img className={classes.thumb} src={preview} alt="" />
          ) : (
            <span className={classes.thumb}>
              <IconFile size={18} aria-hidden />
            </span>
          )}
          <span className={classes.attachmentWords}>
            <span className={classes.attachmentName} title={name} translate="no">
              {name}
            </span>
            <span className={classes.attachmentSize}>{sayBytes(bytes, t)}</span>
          </span>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('chat.composer.remove', { name })}
            onClick={() => composer.detach(id)}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </li>
      ))}
      {reading > 0 && (
        <li className={classes.attachment} role="status">
          <Mark shape="busy" /> {t('chat.composer.readingFiles', { count: reading })}
        </li>
      )}
    </ul>
  )
}
