import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { defaultAppSettings, type AppSettings } from '../../src-shared/settings.ts'
import { useWords } from '../words.ts'
import type { SettingId } from './settings-index.ts'
import type { SettingsState } from './use-settings.ts'
import classes from './settings.module.css'

type Props = {
  readonly id: SettingId
  readonly tone?: 'plain' | 'bad'
  /** The control, at the right; it names itself with `labelledBy(id)`. */
  readonly control?: ReactNode
  /** Brings back what a fresh install has; absent while that is in force. */
  readonly reset?: (() => void) | undefined
  /** What needs the whole width, below. */
  readonly children?: ReactNode
}

export function SettingRow({ id, tone = 'plain', control, reset, children }: Props) {
  const { t } = useWords()
  const description = t(`settings.items.${id}.description`)
  return (
    <div className={classes.row} data-tone={tone} data-setting={id}>
      <div className={classes.rowHead}>
        <div className={classes.rowWords}>
          <h3 id={nameId(id)}>{t(`settings.items.${id}.title`)}</h3>
          {description && (
            <p id={explanationId(id)} className={classes.explanation}>
              {description}
            </p>
          )}
        </div>
        <div className={classes.control}>
          {reset && (
            <Button
              size="compact-xs"
              variant="subtle"
              aria-label={t('settings.resetOne', { name: t(`settings.items.${id}.title`) })}
              onClick={reset}
            >
              {t('settings.reset')}
            </Button>
          )}
          {control}
        </div>
      </div>
      {children}
    </div>
  )
}

const nameId = (id: SettingId) => `setting-${id}`
const explanationId = (id: SettingId) => `setting-${id}-explanation`

/** What makes a control say the name and the explanation of its setting. */
export function labelledBy(id: SettingId) {
  return { 'aria-labelledby': nameId(id), 'aria-describedby': explanationId(id) }
}

/** How to bring back the default of a setting; undefined while it is in force. */
export function resetTo(
  { settings, change }: SettingsState,
  name: keyof AppSettings,
): (() => void) | undefined {
  const standard = defaultAppSettings[name]
  if (JSON.stringify(settings[name]) === JSON.stringify(standard)) return undefined
  return () => change({ [name]: standard })
}
