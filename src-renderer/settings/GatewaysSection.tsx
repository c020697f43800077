import { Button } from '@mantine/core'
import { targetName } from '../../src-shared/connection.ts'
import { colorOf } from '../../src-shared/settings.ts'
import { useRecent } from '../connect/use-recent.ts'
import { HostDot } from '../ui/HostDot.tsx'
import { sayAgo } from '../../src-shared/time-words.ts'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { SettingRow } from './SettingRow.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import type { SettingsState } from './use-settings.ts'
import classes from './settings.module.css'

export function GatewaysSection({ settings }: Pick<SettingsState, 'settings'>) {
  const { t } = useWords()
  const now = useNow(false)
  const { recent, forget, keyOf } = useRecent()
  return (
    <SettingsSection id="gateways">
      <SettingRow id="gateways">
        {recent.length === 0 ? (
          <p className={classes.quiet}>{t('settings.gateways.none')}</p>
        ) : (
          <ul className={classes.list}>
            {recent.map(entry => {
              const { target, lastOnlineAt } = entry
              const name = targetName(target, t)
              const pin = target.kind === 'direct' ? target.tlsFingerprint : undefined
              return (
                <li key={keyOf(entry)} className={classes.listRow}>
                  <span className={classes.listWords}>
                    <span className={classes.listName}>
                      <HostDot color={colorOf(settings, target)} />
                      <bdi>{name}</bdi>
                    </span>
                    <span className={classes.quiet}>{sayAgo(lastOnlineAt, now, t)}</span>
                    {pin && (
                      <span className={classes.quiet}>
                        {t('settings.gateways.pin', { fingerprint: pin })}
                      </span>
                    )}
                  </span>
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    color="red"
                    aria-label={t('settings.gateways.forgetOne', { name })}
                    onClick={() => forget(target)}
                  >
                    {t('settings.gateways.forget')}
                  </Button>
                </li>
              )
            })}
          </ul>
        )}
      </SettingRow>
    </SettingsSection>
  )
}
