import { Switch } from '@mantine/core'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { isKept, maxKept, withSaved } from '../../src-shared/settings.ts'
import { liveSettings } from '../app-state.ts'
import { desktop } from '../desktop.ts'
import { isGatewayPage } from '../gateway-page.ts'
import { useLive } from '../live.ts'
import { tell } from '../tell.ts'
import { useWords } from '../words.ts'

/** Whether the app stays connected to a gateway while another one is shown. */
export function KeepSwitch({ target, name }: { target: ConnectionTarget; name?: string }) {
  const { t } = useWords()
  const settings = useLive(liveSettings)
  // A page belongs to the gateway that served it.
  if (!settings || isGatewayPage()) return null
  const isOn = isKept(settings, target)
  const isFull = !isOn && settings.gateways.filter(({ keepConnected }) => keepConnected).length >= maxKept
  return (
    <Switch
      label={t('shell.gateways.keep')}
      aria-label={name === undefined ? undefined : t('shell.gateways.keepOne', { name })}
      description={isFull ? t('shell.gateways.full', { max: maxKept }) : t('shell.gateways.keepDetail')}
      disabled={isFull}
      checked={isOn}
      onChange={event =>
        tell(
          desktop.settings.change({
            gateways: withSaved(settings.gateways, target, { keepConnected: event.currentTarget.checked }),
          }),
        )
      }
    />
  )
}
