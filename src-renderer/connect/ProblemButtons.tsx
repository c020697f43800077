import { Button } from '@mantine/core'
import type { ConnectionTarget, SshEngine } from '../../src-shared/connection.ts'
import { liveSettings } from '../app-state.ts'
import { desktop } from '../desktop.ts'
import { useLive } from '../live.ts'
import { isGatewayPage } from '../gateway-page.ts'
import { tell } from '../tell.ts'
import { saySpan } from '../../src-shared/time-words.ts'
import { useNow } from '../use-now.ts'
import type { ProblemAction, ProblemState } from './problem.ts'
import { hostsWith } from './target-form.ts'
import type { ConnectActions } from './use-connect.ts'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

type Props = {
  readonly state: ProblemState
  readonly action: ProblemAction
  readonly actions: ConnectActions
}

export function ProblemButtons({ state, action, actions }: Props) {
  const { t } = useWords()
  const { target } = state
  return (
    <div className={classes.buttons}>
      {action === 'retry-now' && (
        <>
          <Button onClick={() => tell(actions.retryNow())}>{t('connect.problem.retryNow')}</Button>
          {state.phase === 'waiting' && <Countdown retryAt={state.retryAt} />}
        </>
      )}
      {action === 'try-again' && (
        <Button onClick={() => tell(actions.connect(target))}>{t('connect.problem.tryAgain')}</Button>
      )}
      {action === 'edit-target' && (
        <Button onClick={() => actions.edit(target)}>{t('connect.problem.correct')}</Button>
      )}
      {action === 'use-system-ssh' && (
        <EngineButton
          engine="system"
          label={t('connect.problem.useSystemSsh')}
          target={target}
          actions={actions}
        />
      )}
      {action === 'use-built-in-ssh' && (
        <EngineButton
          engine="ssh2"
          label={t('connect.problem.useBuiltInSsh')}
          target={target}
          actions={actions}
        />
      )}
      {isGatewayPage() || action === 'none' || action === 'edit-target' ? null : (
        <Button variant="default" onClick={() => actions.edit(target)}>
          {t('connect.problem.changeTarget')}
        </Button>
      )}
    </div>
  )
}

function Countdown({ retryAt }: { retryAt: number | undefined }) {
  const { t } = useWords()
  const now = useNow(retryAt !== undefined)
  if (retryAt === undefined)
    return <span className={classes.countdown}>{t('connect.problem.whenNetworkIsBack')}</span>
  return (
    <span className={classes.countdown}>
      {retryAt - now < 1000
        ? t('connect.problem.trying')
        : t('connect.problem.in', { span: saySpan(Math.ceil((retryAt - now) / 1000) * 1000, t) })}
    </span>
  )
}

/** Switches the host to the other engine, remembers that in the settings, and connects. */
function EngineButton({
  engine,
  label,
  target,
  actions,
}: {
  engine: SshEngine
  label: string
  target: ConnectionTarget
  actions: ConnectActions
}) {
  const settings = useLive(liveSettings)
  if (target.kind !== 'ssh') return null
  const switchEngine = async () => {
    const { kind: _, ...host } = { ...target, engine }
    if (settings) await desktop.settings.change({ hosts: hostsWith(settings.hosts, host) })
    await actions.connect({ ...target, engine })
  }
  return <Button onClick={() => tell(switchEngine())}>{label}</Button>
}
