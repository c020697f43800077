import { IconPhotoOff } from '@tabler/icons-react'
import { MessageLink } from './MessageLink.tsx'
import { embeddedPicture, safeLink } from './safe-url.ts'
import { useWords } from '../../words.ts'
import classes from './markdown.module.css'

/** A picture of a message. One that lives elsewhere is named and not fetched: fetching would tell its host of us. */
export function MessageImage({ src, alt }: { src: string | undefined; alt: string }) {
  const { t, rich } = useWords()
  const embedded = embeddedPicture(src)
  if (embedded) return <img className={classes.picture} src={embedded} alt={alt} />
  const link = safeLink(src)
  return (
    <span className={classes.placeholder} translate="yes">
      <IconPhotoOff size={16} aria-hidden />
      <span className={classes.placeholderText}>
        {alt && <span translate="no">{alt} · </span>}
        {link ? (
          <>
            {rich('chat.messages.pictureElsewhere', {
              host: (
                <bdi dir="ltr" translate="no">
                  {link.host}
                </bdi>
              ),
            })}{' '}
            <MessageLink link={link} words="">
              <span translate="yes">{t('chat.messages.showAddress')}</span>
            </MessageLink>
          </>
        ) : (
          t('chat.messages.pictureUnusable')
        )}
      </span>
    </span>
  )
}
