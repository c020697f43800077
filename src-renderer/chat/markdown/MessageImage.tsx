import { IconPhotoOff } from '@tabler/icons-react'
import { MessageLink } from './MessageLink.tsx'
import { embeddedPicture, safeLink } from './safe-url.ts'
import classes from './markdown.module.css'

/** A picture of a message. One that lives elsewhere is named and not fetched: fetching would tell its host of us. */
export function MessageImage({ src, alt }: { src: string | undefined; alt: string }) {
  const embedded = embeddedPicture(src)
  if (embedded) return <img className={classes.picture} src={embedded} alt={alt} />
  const link = safeLink(src)
  return (
    <span className={classes.placeholder}>
      <IconPhotoOff size={16} aria-hidden />
      <span className={classes.placeholderText}>
        {alt && <span>{alt} · </span>}
        {link ? (
          <>
            picture on <bdi dir="ltr">{link.host}</bdi>, not loaded{' '}
            <MessageLink link={link} words="">
              Show its address
            </MessageLink>
          </>
        ) : (
          'picture that cannot be shown'
        )}
      </span>
    </span>
  )
}
