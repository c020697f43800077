import { Button } from '@mantine/core'
import { sayDetail } from '../../src-shared/error-words.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { tell } from '../tell.ts'
import { Command } from '../ui/Command.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import type { ConnectActions } from './use-connect.ts'
import classes from './connect.module.css'

/** The gateway does not know this device yet: who approves it, how, and that nothing else is to be done here. */
export function PairingSteps({ error, actions }: { error: ErrorReport; actions: ConnectActions }) {
  const { t } = useWords()
  const detail = (name: string) => sayDetail(error, name, t)
  const requestId = detail('requestId')
  return (
    <Panel title="Approve this device on the gateway" tone="attention">
      <p className={classes.lead}>
        The gateway was reached. Its owner approves each new device once, and this one is new to it.
      </p>
      <ol className={classes.steps}>
        <li>
          <p>On the gateway’s host, run</p>
          <Command command={detail('command')} label="Command that approves this device" />
        </li>
        <li>
          <p>Check that it names this request, then confirm it there.</p>
          <Facts>
            <Fact name="Request">
              <code>{requestId}</code> {requestId && <CopyButton text={requestId} />}
            </Fact>
            <Fact name="This device">
              <code>{detail('deviceId')}</code>
            </Fact>
            <Fact name="Reason">{detail('reason')}</Fact>
          </Facts>
        </li>
      </ol>
      <p className={classes.pending} role="status">
        <Mark shape="busy" /> Waiting for the approval… Gangway goes on by itself.
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => tell(actions.retryNow())}>
          Check now
        </Button>
        <Button variant="subtle" onClick={() => tell(actions.disconnect())}>
          Stop waiting
        </Button>
      </div>
    </Panel>
  )
}
