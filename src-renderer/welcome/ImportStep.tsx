import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import type { ErrorReport } from '../../src-shared/errors.ts'
import type { ImportPlan } from '../../src-shared/openclaw-import.ts'
import { TargetFacts } from '../connect/TargetFacts.tsx'
import type { ConnectActions } from '../connect/use-connect.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Fingerprint } from '../ui/Fingerprint.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { useAppInfo } from '../settings/use-settings.ts'
import { useWords } from '../words.ts'
import { useImport } from './use-import.ts'
import classes from './welcome.module.css'

type Props = {
  readonly actions: ConnectActions
  readonly refusal: ErrorReport | undefined
  readonly onBack: () => void
}

/** An openclaw.json: what it holds, and only then the button that saves any of it. */
export function ImportStep({ actions, refusal, onBack }: Props) {
  const { t } = useWords()
  const { path, setPath, plan, error, busy, read, choose, open, takeOver } = useImport(actions)
  const info = useAppInfo()
  const [isEmpty, setIsEmpty] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const trouble = error ?? refusal

  return (
    <>
      <PageHeading title={t('welcome.importTitle')}>{t('welcome.importLead')}</PageHeading>
      <form
        noValidate
        className={classes.card}
        onSubmit={event => {
          event.preventDefault()
          setIsEmpty(path.trim() === '')
          if (path.trim() !== '') void read()
        }}
      >
        <TextInput
          label={t('welcome.importPath')}
          description={t('welcome.importPathDetail')}
          value={path}
          onChange={event => {
            setIsEmpty(false)
            setPath(event.currentTarget.value)
          }}
          error={isEmpty && t('welcome.importPathEmpty')}
          spellCheck={false}
          autoComplete="off"
        />
        {trouble && <ErrorNote error={trouble} />}
        <div role="status">{plan && <Plan plan={plan} />}</div>
        <div className={classes.buttons}>
          {plan ? (
            <Button loading={busy} onClick={() => void takeOver()}>
              {t('welcome.importTakeOver')}
            </Button>
          ) : (
            <Button type="submit" loading={busy}>
              {t('welcome.importRead')}
            </Button>
          )}
          <input
            ref={picker}
            type="file"
            hidden
            accept=".json,.json5,application/json"
            aria-label={t('welcome.importChoose')}
            onChange={event => {
              const file = event.currentTarget.files?.[0]
              setIsEmpty(false)
              if (file) void open(file)
              // So that the same file can be chosen once more.
              event.currentTarget.value = ''
            }}
          />
          {info && (
            <Button
              variant="default"
              disabled={busy}
              onClick={() => (info.door === 'desktop' ? void choose() : picker.current?.click())}
            >
              {t('welcome.importChoose')}
            </Button>
          )}
          <Button variant="default" onClick={onBack}>
            {t('welcome.back')}
          </Button>
        </div>
      </form>
    </>
  )
}

function Plan({ plan }: { plan: ImportPlan }) {
  const { t, rich } = useWords()
  const { target, credential, hostKeys, left } = plan
  const pin = target.kind === 'direct' ? target.tlsFingerprint : undefined
  return (
    <div className={classes.stack}>
      <section aria-labelledby="import-holds">
        <h2 id="import-holds" className={classes.partTitle}>
          {t('welcome.importHolds')}
        </h2>
        <Facts>
          <TargetFacts target={target} />
          <Fact name={t('settings.hosts.identityFile')}>
            {target.kind === 'ssh' && target.identityFile && <code>{target.identityFile}</code>}
          </Fact>
          <Fact name={t('settings.hosts.hostKeys')}>
            {hostKeys && t(`settings.hosts.hostKeyChoices.${hostKeys}`)}
          </Fact>
          <Fact name={t('welcome.importPin')}>{pin && <Fingerprint value={pin} />}</Fact>
          <Fact name={t('welcome.importCredential')}>
            {credential
              ? rich('welcome.importHasCredential', {
                  kind: credential.kind,
                  from: <code key="from">{credential.from}</code>,
                })
              : t('welcome.importNoCredential')}
          </Fact>
        </Facts>
      </section>
      {left.length > 0 && (
        <section aria-labelledby="import-left">
          <h2 id="import-left" className={classes.partTitle}>
            {t('welcome.importLeft')}
          </h2>
          <ul className={classes.left}>
            {left.map(({ reason, keys }) => (
              <li key={reason}>
                <span className={classes.keys}>
                  {keys.map(key => (
                    <code key={key}>{key}</code>
                  ))}
                </span>
                <span className={classes.quiet}>{t(`welcome.importLeftReasons.${reason}`)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
