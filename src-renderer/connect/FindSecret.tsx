import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { isGatewayPage } from '../gateway-page.ts'
import { useWords } from '../words.ts'
import { EnterSecret } from './EnterSecret.tsx'
import { ReadOverSsh } from './OverSsh.tsx'
import type { ConnectActions } from './use-connect.ts'
import classes from './connect.module.css'

/** The gateway's secret: read by the app where SSH leads to it, or looked up and typed in. */
export function FindSecret({
  target,
  wants,
  actions,
}: {
  target: ConnectionTarget
  wants: 'token' | 'password'
  actions: ConnectActions
}) {
  const { t } = useWords()
  const mayRead = target.kind === 'ssh' && !isGatewayPage()
  return (
    <>
      {mayRead && <ReadOverSsh host={target.host} />}
      {mayRead && <h3 className={classes.offerNext}>{t('connect.overSsh.orType')}</h3>}
      <EnterSecret key={wants} target={target} wants={wants} actions={actions} />
    </>
  )
}
