import { IconFile, IconPhotoOff } from '@tabler/icons-react'
import type { MediaBlock } from '../../../src-shared/chat-content.ts'
import { isImage, sayBytes } from '../attachment-limits.ts'
import { MessageLink } from '../markdown/MessageLink.tsx'
import { pictureOf, safeLink } from '../markdown/safe-url.ts'
import { useWords } from '../../words.ts'
import classes from './cards.module.css'

/** A picture or file of a message. Only what came with the message is shown; nothing is fetched. */
export function MediaView({ block }: { block: MediaBlock }) {
  const { t } = useWords()
  const picture = pictureOf(block.mimeType, block.data)
  if (picture)
    return <img className={classes.picture} src={picture} alt={block.name ?? t('chat.messages.picture')} />
  const link = safeLink(block.url)
  const Icon = isImage(block.mimeType) ? IconPhotoOff : IconFile
  const facts = [block.mimeType, block.bytes === undefined ? '' : sayBytes(block.bytes, t)]
    .filter(Boolean)
    .join(' · ')
  return (
    <span className={classes.file}>
      <Icon size={18} aria-hidden />
      <span className={classes.fileWords}>
        <span className={classes.fileName} translate={block.name === undefined ? undefined : 'no'}>
          {block.name ?? t(isImage(block.mimeType) ? 'chat.messages.picture' : 'chat.messages.file')}
        </span>
        <span className={classes.fileFacts}>
          {facts}
          {link ? (
            <>
              {' · '}
              <MessageLink link={link} words="">
                <span translate="yes">{t('chat.messages.onHost', { host: link.host })}</span>
              </MessageLink>
            </>
          ) : (
            block.url !== undefined && ` · ${t('chat.messages.onGateway')}`
          )}
        </span>
      </span>
    </span>
  )
}
