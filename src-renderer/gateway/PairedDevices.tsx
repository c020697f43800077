import { Button, Group, Modal } from '@mantine/core'
import { useState } from 'react'
import { gatewayLink } from '../gateway-link.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { sayAgo } from '../../src-shared/time-words.ts'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { shortId, type PairedDevice } from './pairing.ts'
import { useAction } from './use-action.ts'
import classes from './gateway.module.css'

type Props = {
  readonly devices: readonly PairedDevice[]
  /** This device's own id; empty when it is not known. */
  readonly ownId: string
  readonly onChanged: () => void
}

/** Everyone who may come in, and the way to take that back. */
export function PairedDevices({ devices, ownId, onChanged }: Props) {
  const { t } = useWords()
  const now = useNow(true)
  const [leaving, setLeaving] = useState<PairedDevice>()
  const nameOf = ({ displayName, clientId }: PairedDevice) =>
    displayName ?? clientId ?? t('gateway.devices.unnamed')
  if (devices.length === 0) return <p className={classes.quiet}>{t('gateway.devices.nonePaired')}</p>
  return (
    <>
      <ul className={classes.list}>
        {devices.map(device => (
          <li key={device.deviceId} className={classes.row}>
            <div className={classes.rowWords}>
              <p className={classes.rowName}>
                <bdi translate="no">{nameOf(device)}</bdi>
                {device.deviceId === ownId && (
                  <span className={classes.badge}>{t('gateway.devices.thisOne')}</span>
                )}
              </p>
              <p className={classes.quiet}>
                <code translate="no">{shortId(device.deviceId)}</code>
                {' · '}
                <span translate="no">{[...device.roles, ...device.scopes].join(', ')}</span>
                {' · '}
                {device.lastSeenAtMs === undefined
                  ? t('gateway.devices.neverSeen')
                  : t('gateway.devices.lastSeen', { ago: sayAgo(device.lastSeenAtMs, now, t) })}
              </p>
            </div>
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              aria-label={t('gateway.devices.removeNamed', {
                name: `${nameOf(device)} ${shortId(device.deviceId)}`,
              })}
              onClick={() => setLeaving(device)}
            >
              {t('gateway.devices.remove')}
            </Button>
          </li>
        ))}
      </ul>
      <Modal
        opened={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={t('gateway.devices.removeTitle')}
        withCloseButton={false}
        transitionProps={{ duration: 0 }}
      >
        {leaving && (
          <RemoveQuestion
            device={leaving}
            name={nameOf(leaving)}
            isOwn={leaving.deviceId === ownId}
            onDone={() => {
              setLeaving(undefined)
              onChanged()
            }}
          />
        )}
      </Modal>
    </>
  )
}

type QuestionProps = {
  readonly device: PairedDevice
  readonly name: string
  readonly isOwn: boolean
  readonly onDone: () => void
}

function RemoveQuestion({ device, name, isOwn, onDone }: QuestionProps) {
  const { t } = useWords()
  const { isBusy, error, run } = useAction()
  const remove = async () => {
    const { deviceId } = device
    if (await run(() => gatewayLink.request('device.pair.remove', { deviceId }))) onDone()
  }
  return (
    <div className={classes.stack}>
      <p>{t('gateway.devices.removeDetail', { name })}</p>
      {isOwn && <p>{t('gateway.devices.removeOwn')}</p>}
      {error && <ErrorNote error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone} data-autofocus>
          {t('common.cancel')}
        </Button>
        <Button color="red" disabled={isBusy} onClick={() => void remove()}>
          {t('gateway.devices.remove')}
        </Button>
      </Group>
    </div>
  )
}
