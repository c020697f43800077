import { Button } from '@mantine/core'
import { nameElsewhere, type ConnectionState } from '../../src-shared/connection.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Note } from '../ui/Note.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { useWords } from '../words.ts'
import { PreviewPanel } from './PreviewPanel.tsx'
import { RecentPanel } from './RecentPanel.tsx'
import { TargetFields } from './TargetFields.tsx'
import { TestPanel } from './TestPanel.tsx'
import type { Filling } from './proposal.ts'
import type { ConnectActions } from './use-connect.ts'
import { usePreview } from './use-hosts.ts'
import { useRecent } from './use-recent.ts'
import { useTargetForm } from './use-target-form.ts'
import { useTest } from './use-test.ts'
import columns from '../ui/columns.module.css'

type Props = {
  readonly filling: Filling
  /** A connection that goes on behind the form. */
  readonly behind: Extract<ConnectionState, { ladder: unknown }> | undefined
  readonly actions: ConnectActions
  readonly refusal: ErrorReport | undefined
  readonly onBack: () => void
}

/** Where to connect to: somewhere one has been before, or one of three ways to a new place. */
export function FormView({ filling, behind, actions, refusal, onBack }: Props) {
  const { initial, isProposed } = filling
  const { recent, forget, keyOf } = useRecent()
  const form = useTargetForm(initial, { recent })
  const { test, start } = useTest()
  const { t } = useWords()
  const { values } = form
  // Looking up may ask name servers and run what `Match exec` names: not for a stranger's host that nobody has touched.
  const isUntouched = isProposed && values.host === initial?.host
  const looksUp = values.way === 'ssh' && !isUntouched
  const preview = usePreview(looksUp ? values.host.trim() : '')

  return (
    <>
      <PageHeading
        title={t('connect.title')}
        actions={
          behind && (
            <Button variant="default" onClick={onBack}>
              {t('connect.backTo', { target: nameElsewhere(behind.target) })}
            </Button>
          )
        }
      >
        {t('connect.lead')}
      </PageHeading>
      <div className={columns.columns}>
        <div className={columns.stack}>
          {isProposed && (
            <Note tone="attention" urgent>
              {t('desktop.link.filledIn')}
            </Note>
          )}
          {refusal && <ErrorNote error={refusal} />}
          {recent.length > 0 && (
            <RecentPanel
              recent={recent}
              keyOf={keyOf}
              onConnect={target => void actions.connect(form.asSetUp(target))}
              onForget={forget}
            />
          )}
          <TargetFields
            form={form}
            recent={recent}
            onConnect={(target, secret) => void actions.connect(target, secret)}
            onTest={start}
            testing={test?.running ?? false}
          />
        </div>
        <div className={columns.stack}>
          {looksUp && (
            <PreviewPanel
              host={values.host.trim()}
              preview={preview}
              engine={values.engine}
              onUseSystemSsh={() => form.set({ engine: 'system' })}
            />
          )}
          {test && <TestPanel test={test} />}
        </div>
      </div>
    </>
  )
}
