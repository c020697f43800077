import { Button, Group, Modal } from '@mantine/core'
import { desktop } from '../../desktop.ts'
import { tell } from '../../tell.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Note } from '../../ui/Note.tsx'
import { useObservable } from '../use-observable.ts'
import { linkInQuestion } from './open-link.ts'
import classes from './markdown.module.css'

/** Where a link of a message leads, before anything is opened. */
export function LinkDialog() {
  const link = useObservable(linkInQuestion)
  const close = () => linkInQuestion.set(undefined)
  const isMail = link?.href.startsWith('mailto:') ?? false

  return (
    <Modal
      opened={link !== undefined}
      onClose={close}
      title={isMail ? 'Write to this address?' : 'Open this link?'}
      withCloseButton={false}
      transitionProps={{ duration: 0 }}
    >
      {link && (
        <div className={classes.linkDialog}>
          <p>
            {isMail ? 'It opens your mail program, addressed to ' : 'It opens in your browser and leads to '}
            <strong>
              <bdi dir="ltr" className={classes.dialogHost}>
                {link.host}
              </bdi>
            </strong>
            .
          </p>
          <code
            className={classes.dialogUrl}
            dir="ltr"
            tabIndex={0}
            role="textbox"
            aria-readonly
            aria-label="Address"
          >
            {link.href}
          </code>
          {!link.canOpen && (
            <Note tone="attention">
              This address is not encrypted (http). Gangway opens https only; copy it if you trust the way
              there.
            </Note>
          )}
          <Group justify="flex-end" gap="xs">
            <CopyButton text={link.href} label="Copy address" quiet={false} />
            <Button variant="default" onClick={close} data-autofocus>
              Cancel
            </Button>
            {link.canOpen && (
              <Button
                onClick={() => {
                  close()
                  tell(desktop.app.openExternal({ url: link.href }))
                }}
              >
                Open
              </Button>
            )}
          </Group>
        </div>
      )}
    </Modal>
  )
}
