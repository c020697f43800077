import { standingOf, toneOf } from '../../src-shared/connection.ts'
import { sayError } from '../../src-shared/error-words.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { Panel } from '../ui/Panel.tsx'
import { authScreen } from './auth-screens.ts'
import { ChangedHostKey } from './ChangedHostKey.tsx'
import { ChangedPin } from './ChangedPin.tsx'
import { FindSecret } from './FindSecret.tsx'
import { HostCommand } from './HostCommand.tsx'
import { PairingSteps } from './PairingSteps.tsx'
import { actionFor, type ProblemState } from './problem.ts'
import { ProblemButtons } from './ProblemButtons.tsx'
import type { ConnectActions } from './use-connect.ts'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

type Props = {
  readonly state: ProblemState
  readonly actions: ConnectActions
  /** It is about one of two roads, and the other one carries. */
  readonly isCarried?: boolean
}

/** Why it stopped, the way out, and the one action for it. */
export function ProblemPanel({ state, actions, isCarried = false }: Props) {
  const { t } = useWords()
  const { target, error } = state
  const { message, remedy } = sayError(error, t)
  const action = actionFor(error, target)
  const auth = authScreen(error)
  switch (action) {
    case 'replace-host-key':
      return <ChangedHostKey error={error} target={target} actions={actions} isCarried={isCarried} />
    case 'wait-for-pairing':
      return <PairingSteps error={error} target={target} actions={actions} />
    case 'enter-secret':
    case 'replace-pin':
    case 'use-system-ssh':
    case 'use-built-in-ssh':
    case 'edit-target':
    case 'retry-now':
    case 'try-again':
    case 'none':
      return (
        <Panel
          title={t(auth ? `connect.auth.screens.${auth.screen}.title` : `connect.problem.${state.phase}`)}
          tone={toneOf(standingOf(state)) === 'bad' ? 'bad' : 'attention'}
        >
          <p className={classes.cause}>{message}</p>
          {auth && <p className={classes.hint}>{t(`connect.auth.screens.${auth.screen}.means`)}</p>}
          <p className={classes.remedy}>{remedy}</p>
          {action === 'enter-secret' && (
            <FindSecret target={target} wants={secretWanted(error)} actions={actions} />
          )}
          {auth && (
            <>
              <h3 className={classes.offerNext}>{t(`connect.auth.where.${auth.place}`)}</h3>
              <HostCommand command={auth.command} ours={auth.ours} label={t('connect.auth.command')} />
            </>
          )}
          {action === 'replace-pin' && <ChangedPin error={error} target={target} actions={actions} />}
          <ProblemButtons state={state} action={action} actions={actions} />
          <p className={classes.code}>
            <code translate="no">{error.code}</code>
          </p>
        </Panel>
      )
  }
}

/** Which of the two the gateway said it compares. */
function secretWanted({ code }: ErrorReport): 'token' | 'password' {
  return code === 'GATEWAY_PASSWORD_MISSING' || code === 'GATEWAY_PASSWORD_MISMATCH' ? 'password' : 'token'
}
