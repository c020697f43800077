import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Bundle, SavedBundle } from '../../src-shared/doctor.ts'
import { desktop } from '../desktop.ts'
import { tellError } from '../tell.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import classes from './health.module.css'

/** The report of both ends: every file and its text is shown before anything is copied or saved. */
export function BundlePanel() {
  const { t } = useWords()
  const [bundle, setBundle] = useState<Bundle>()
  const [isBusy, setBusy] = useState(false)
  const [saved, setSaved] = useState<string>()

  const doing = (work: Promise<unknown>) => {
    setBusy(true)
    work.catch(tellError).finally(() => setBusy(false))
  }
  const collect = () => {
    setSaved(undefined)
    doing(desktop.bundle.collect().then(setBundle))
  }
  const save = (id: string) => doing(desktop.bundle.save({ id }).then(kept => setSaved(keep(kept))))

  return (
    <Panel
      title={t('doctor.bundle.title')}
      actions={
        <Button variant="default" size="xs" disabled={isBusy} onClick={collect}>
          {t(bundle ? 'doctor.bundle.again' : 'doctor.bundle.show')}
        </Button>
      }
    >
      <p className={classes.nothing}>{t('doctor.bundle.lead')}</p>
      {bundle && (
        <>
          <ul className={classes.bundle} aria-label={t('doctor.bundle.files')}>
            {bundle.files.map(({ name, text }) => (
              <li key={name}>
                <details>
                  <summary>
                    <code translate="no">{name}</code>{' '}
                    <span className={classes.lightState}>
                      {t('doctor.bundle.characters', { count: text.length })}
                    </span>
                  </summary>
                  <pre className={classes.bundleText} lang="en" translate="no" tabIndex={0} aria-label={name}>
                    {text}
                  </pre>
                </details>
              </li>
            ))}
          </ul>
          <div className={classes.bundleActions}>
            <CopyButton text={asText(bundle)} label={t('doctor.bundle.copy')} quiet={false} />
            <Button disabled={isBusy} onClick={() => save(bundle.id)}>
              {t('doctor.bundle.save')}
            </Button>
          </div>
          <p className={classes.age} role="status">
            {saved && t('doctor.bundle.saved', { path: saved })}
          </p>
        </>
      )}
    </Panel>
  )
}

function asText({ files }: Bundle): string {
  return files.map(({ name, text }) => `===== ${name} =====\n${text}\n`).join('')
}

/** Its path or name; nothing when the dialog was left without one. */
function keep(kept: SavedBundle): string | undefined {
  if (kept.kind === 'cancelled') return undefined
  if (kept.kind === 'saved') return kept.path
  const bytes = Uint8Array.from(atob(kept.base64), character => character.charCodeAt(0))
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/gzip' }))
  const link = document.createElement('a')
  link.href = url
  link.download = kept.name
  link.click()
  URL.revokeObjectURL(url)
  return kept.name
}
