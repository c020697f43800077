import { Button } from '@mantine/core'
import { describeConnection, retryingOf, type ConnectionState } from '../../src-shared/connection.ts'
import { liveConnection, liveSettings } from '../app-state.ts'
import { colorOf } from '../../src-shared/settings.ts'
import { desktop } from '../desktop.ts'
import { useLive } from '../live.ts'
import { tell } from '../tell.ts'
import { GatewaySwitcher } from '../gateways/GatewaySwitcher.tsx'
import { HostDot } from '../ui/HostDot.tsx'
import { Mark } from '../ui/Mark.tsx'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { pageHref } from './use-route.ts'
import classes from './ConnectionBar.module.css'

/** Always in sight: what the connection is doing, and the one or two things to do about it. */
export function ConnectionBar() {
  const { t } = useWords()
  const state = useLive(liveConnection)
  const settings = useLive(liveSettings)
  const now = useNow(state?.phase === 'waiting' && state.retryAt !== undefined)
  if (!state) return <section className={classes.bar} aria-label={t('shell.connection')} aria-busy="true" />
  const { tone, headline, detail, next } = describeConnection(state, now, t)

  return (
    <section className={classes.bar} aria-label={t('shell.connection')} data-tone={tone}>
      <a className={classes.state} href={pageHref('connect')}>
        <Mark shape={tone} />
        <HostDot color={'target' in state ? colorOf(settings, state.target) : undefined} />
        <span className={classes.words}>
          {/* The headline is announced as it changes; the countdown beside it is not. */}
          <span className={classes.headline} role="status">
            {headline}
          </span>
          {detail && <span className={classes.detail}>{detail}</span>}
          {next && <span className={classes.next}>{next}</span>}
        </span>
      </a>
      <GatewaySwitcher />
      <div className={classes.actions}>
        <Actions state={state} />
      </div>
    </section>
  )
}

function Actions({ state }: { state: ConnectionState }) {
  const { t } = useWords()
  const end = (label: string) => (
    <Button variant="default" size="xs" onClick={() => tell(desktop.connection.disconnect())}>
      {label}
    </Button>
  )
  switch (state.phase) {
    case 'idle':
    case 'closing':
      return null
    case 'online':
      return end(t('shell.disconnect'))
    case 'opening':
    case 'waiting': {
      if (!retryingOf(state)) return end(t('common.cancel'))
      // In a try too, or the buttons would come and go with each; disabled would lose the focus.
      const isTrying = state.phase === 'opening'
      return (
        <>
          <Button
            size="xs"
            {...(isTrying && { 'data-disabled': true, 'aria-disabled': true })}
            onClick={() => !isTrying && tell(desktop.connection.retryNow())}
          >
            {t('shell.retryNow')}
          </Button>
          {end(t('shell.stop'))}
        </>
      )
    }
    case 'needs-you':
    case 'failed':
      return end(t('common.dismiss'))
  }
}
