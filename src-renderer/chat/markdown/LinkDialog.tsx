import { Button, Group, Modal } from '@mantine/core'
import { desktop } from '../../desktop.ts'
import { tell } from '../../tell.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Note } from '../../ui/Note.tsx'
import { useObservable } from '../use-observable.ts'
import { linkInQuestion } from './open-link.ts'
import { useWords } from '../../words.ts'
import classes from './markdown.module.css'

/** Where a link of a message leads, before anything is opened. */
export function LinkDialog() {
  const { t, rich } = useWords()
  const link = useObservable(linkInQuestion)
  const close = () => linkInQuestion.set(undefined)
  const isMail = link?.href.startsWith('mailto:') ?? false

  return (
    <Modal
      opened={link !== undefined}
      onClose={close}
      title={t(isMail ? 'chat.link.mail' : 'chat.link.open')}
      withCloseButton={false}
      transitionProps={{ duration: 0 }}
    >
      {link && (
        <div className={classes.linkDialog}>
          <p>
            {rich(isMail ? 'chat.link.mailTo' : 'chat.link.leadsTo', {
              host: (
                <strong>
                  <bdi dir="ltr" className={classes.dialogHost} translate="no">
                    {link.host}
                  </bdi>
                </strong>
              ),
            })}
          </p>
          <code
            className={classes.dialogUrl}
            dir="ltr"
            tabIndex={0}
            role="textbox"
            aria-readonly
            aria-label={t('chat.link.address')}
            translate="no"
          >
            {link.href}
          </code>
          {!link.canOpen && <Note tone="attention">{t('chat.link.notEncrypted')}</Note>}
          <Group justify="flex-end" gap="xs">
            <CopyButton text={link.href} label={t('chat.link.copy')} quiet={false} />
            <Button variant="default" onClick={close} data-autofocus>
              {t('common.cancel')}
            </Button>
            {link.canOpen && (
              <Button
                onClick={() => {
                  close()
                  tell(desktop.app.openExternal({ url: link.href }))
                }}
              >
                {t('chat.link.yes')}
              </Button>
            )}
          </Group>
        </div>
      )}
    </Modal>
  )
}
