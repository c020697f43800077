import { nameElsewhere, type ConnectionState } from '../../src-shared/connection.ts'
import { OnlinePanel } from '../connect/OnlinePanel.tsx'
import { StartSettings } from '../settings/StartSection.tsx'
import { useAppInfo, useCredentials, useSettings } from '../settings/use-settings.ts'
import { pageHref } from '../shell/use-route.ts'
import { Note } from '../ui/Note.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import classes from './welcome.module.css'

/** The gateway has accepted this device. What it is to do from now on can be said here, and later in Settings. */
export function DoneStep({ state }: { state: Extract<ConnectionState, { phase: 'online' }> }) {
  const { t, rich } = useWords()
  const settings = useSettings()
  const info = useAppInfo()
  const { credentials } = useCredentials()

  return (
    <>
      <PageHeading title={t('welcome.doneTitle', { target: nameElsewhere(state.target) })}>
        {t('welcome.doneLead')}
      </PageHeading>
      <div className={classes.stack}>
        <OnlinePanel state={state} />
        <Panel title={t('welcome.fromNowOn')}>
          {settings && (
            <StartSettings
              {...settings}
              shows={id => id === 'connectAtStart' || info?.canStartAtLogin === true}
            />
          )}
          {credentials?.vault.backend === 'memory' && (
            <Note tone="attention">
              {rich('welcome.secretsForgotten', {
                settings: (
                  <a key="settings" href={pageHref('settings', 'credentials')}>
                    {t('welcome.secretsSettings')}
                  </a>
                ),
              })}
            </Note>
          )}
          <p className={classes.more}>
            <a href={pageHref('settings')}>{t('welcome.openSettings')}</a>
          </p>
        </Panel>
      </div>
    </>
  )
}
