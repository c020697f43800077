import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { sayDetail } from '../../src-shared/error-words.ts'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { english } from '../../src-shared/i18n/english.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'
import { tell } from '../tell.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import { isGatewayPage } from '../gateway-page.ts'
import { asOurs } from './auth-screens.ts'
import { HostCommand } from './HostCommand.tsx'
import { ApproveOverSsh } from './OverSsh.tsx'
import type { ConnectActions } from './use-connect.ts'
import classes from './connect.module.css'

/** The gateway does not know this device yet: who approves it, how, and that nothing else is to be done here. */
export function PairingSteps({
  error,
  target,
  actions,
}: {
  error: ErrorReport
  target: ConnectionTarget
  actions: ConnectActions
}) {
  const { t } = useWords()
  const detail = (name: string) => sayDetail(error, name, t)
  const requestId = detail('requestId')
  return (
    <Panel title={t('connect.pairing.title')} tone="attention">
      <p className={classes.lead}>{t('connect.pairing.lead')}</p>
      {target.kind === 'ssh' && !isGatewayPage() && requestId !== '' && (
        <>
          <ApproveOverSsh key={requestId} host={target.host} requestId={requestId} />
          <h3 className={classes.offerNext}>{t('connect.overSsh.orSelf')}</h3>
        </>
      )}
      <ol className={classes.steps}>
        <li>
          <p>{t('connect.pairing.run')}</p>
          <HostCommand
            command={detail('command')}
            ours={asOurs(detail('command'))}
            label={t('connect.pairing.command')}
          />
        </li>
        <li>
          <p>{t('connect.pairing.check')}</p>
          <Facts>
            <Fact name={t('connect.pairing.request')}>
              <code translate="no">{requestId}</code> {requestId && <CopyButton text={requestId} />}
            </Fact>
            <Fact name={t('connect.pairing.thisDevice')}>
              <code translate="no">{detail('deviceId')}</code>
            </Fact>
            <Fact name={t('connect.pairing.reason')}>{reasonInWords(detail('reason'), t)}</Fact>
          </Facts>
        </li>
      </ol>
      <p className={classes.pending} role="status">
        <Mark shape="busy" /> {t('connect.pairing.waiting')}
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => tell(actions.retryNow())}>
          {t('connect.pairing.checkNow')}
        </Button>
        <Button variant="subtle" onClick={() => tell(actions.disconnect())}>
          {t('connect.pairing.stop')}
        </Button>
      </div>
    </Panel>
  )
}

/** A reason of a later gateway is shown as it is. */
function reasonInWords(reason: string, t: T): ReactNode {
  return isKnown(reason) ? t(`connect.pairing.reasons.${reason}`) : <code>{reason}</code>
}

function isKnown(reason: string): reason is keyof (typeof english)['connect']['pairing']['reasons'] {
  return Object.hasOwn(english.connect.pairing.reasons, reason)
}
