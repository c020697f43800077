import { Button } from '@mantine/core'
import { credentialName } from '../../src-shared/credential-name.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'
import { say } from '../../src-shared/said.ts'
import type { Salvage, Trouble } from '../../src-shared/troubles.ts'
import { liveTroubles } from '../app-state.ts'
import { desktop } from '../desktop.ts'
import { useLive } from '../live.ts'
import { useAppInfo } from '../settings/use-settings.ts'
import { tell } from '../tell.ts'
import { ErrorWords } from '../ui/ErrorNote.tsx'
import { Note } from '../ui/Note.tsx'
import { useWords } from '../words.ts'
import { pageHref } from './use-route.ts'
import classes from './Troubles.module.css'

/** On every page, until it has been seen: which files were damaged, what was saved of them, and where they lie now. */
export function Troubles() {
  const { t } = useWords()
  const troubles = useLive(liveTroubles) ?? []
  const info = useAppInfo()
  if (troubles.length === 0) return null
  return (
    <section className={classes.troubles} aria-label={t('shell.troubles.title')}>
      {troubles.map(trouble => (
        <Note key={trouble.id} tone="attention" urgent>
          <div className={classes.row}>
            <div className={classes.words}>
              <Words trouble={trouble} />
            </div>
            <div className={classes.actions}>
              <Actions trouble={trouble} canShowFiles={info?.door === 'desktop'} />
            </div>
          </div>
        </Note>
      ))}
    </section>
  )
}

function Actions({ trouble, canShowFiles }: { trouble: Trouble; canShowFiles: boolean }) {
  const { t } = useWords()
  const { id } = trouble
  const button = { size: 'compact-sm', variant: 'default' } as const
  if ('locked' in trouble)
    return (
      <>
        <Button {...button} onClick={() => tell(desktop.credentials.retry())}>
          {t('shell.troubles.tryAgain')}
        </Button>
        <Button {...button} component="a" href={pageHref('settings', 'credentials')}>
          {t('shell.troubles.credentials')}
        </Button>
      </>
    )
  return (
    <>
      {canShowFiles && (
        <Button {...button} onClick={() => tell(desktop.troubles.showFile({ id }))}>
          {t('shell.troubles.showFile')}
        </Button>
      )}
      {'salvage' in trouble && (
        <Button {...button} onClick={() => tell(desktop.troubles.dismiss({ id }))}>
          {t('common.dismiss')}
        </Button>
      )}
    </>
  )
}

function Words({ trouble }: { trouble: Trouble }) {
  const { t } = useWords()
  if ('error' in trouble)
    return (
      <p>
        <ErrorWords error={trouble.error} />
      </p>
    )
  if ('locked' in trouble)
    return (
      <>
        <strong>{t('shell.troubles.locked', { name: say(credentialName(trouble.locked), t) })}</strong>
        <p>
          {t('settings.credentials.reason', { why: say(trouble.locked.why, t) })}{' '}
          {t('shell.troubles.nothingDeleted')}
        </p>
      </>
    )
  const { salvage, path } = trouble
  return (
    <>
      <strong>{t(`shell.troubles.${salvage.kind}`)}</strong>
      <p>{saved(salvage, t)}</p>
      <p className={classes.path}>
        {t('shell.troubles.keptAs')} <code translate="no">{path}</code>
      </p>
    </>
  )
}

function saved(salvage: Salvage, t: T): string {
  if (salvage.kind === 'settings') return t('shell.troubles.settingsText', { from: salvage.from })
  const kept =
    salvage.kind === 'outbox'
      ? t('shell.troubles.kept', { kept: salvage.kept })
      : t('shell.troubles.gatewayKept', salvage)
  const lost =
    salvage.lost === undefined
      ? t('shell.troubles.lostUnknown')
      : t('shell.troubles.lost', { lost: salvage.lost })
  return `${kept} ${lost}`
}
