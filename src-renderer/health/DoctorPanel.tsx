import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { DoctorReport, DoctorVerdict, Finding } from '../../src-shared/doctor.ts'
import { sayError } from '../../src-shared/error-words.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'
import { ladderSteps, stepTitle } from '../../src-shared/ladder.ts'
import { say } from '../../src-shared/said.ts'
import { sayAgo, sayDuration } from '../../src-shared/time-words.ts'
import { nameElsewhere } from '../../src-shared/connection.ts'
import { desktop } from '../desktop.ts'
import { tellError } from '../tell.ts'
import { Mark, type MarkShape } from '../ui/Mark.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import classes from './health.module.css'

/** The checks in their order, each shown as it is made; the first that failed names the cause. */
export function DoctorPanel() {
  const { t } = useWords()
  const { findings, report, isRunning, run } = useDoctor()
  const now = useNow(report !== undefined)
  return (
    <Panel
      title={t('doctor.title')}
      tone={report?.cause ? 'bad' : 'plain'}
      actions={
        <Button variant="default" size="xs" disabled={isRunning} onClick={run}>
          {t(report ? 'doctor.again' : 'doctor.run')}
        </Button>
      }
    >
      <p className={classes.nothing} role="status">
        {t(
          isRunning
            ? 'doctor.running'
            : report
              ? report.cause
                ? 'doctor.failed'
                : 'doctor.well'
              : 'doctor.lead',
          {
            check: titleOf(report?.cause, t),
          },
        )}
      </p>
      {report && (
        <p className={classes.age}>
          {t('doctor.checked', {
            target: report.target && nameElsewhere(report.target),
            ago: sayAgo(report.at, now, t),
          })}
        </p>
      )}
      {findings.length > 0 && (
        <ol className={classes.findings} aria-label={t('doctor.title')}>
          {findings.map(finding => (
            <FindingRow key={finding.id} finding={finding} />
          ))}
        </ol>
      )}
    </Panel>
  )
}

function FindingRow({ finding }: { finding: Finding }) {
  const { t } = useWords()
  const { verdict, durationMs, notes, error } = finding
  return (
    <li className={classes.finding} data-verdict={verdict} data-check={finding.id}>
      <Mark shape={shapes[verdict]} />
      <div className={classes.lightWords}>
        <p>
          <span className={classes.rowName}>{titleOf(finding, t)}</span>{' '}
          <span className={classes.lightState}>
            {t(`doctor.verdicts.${verdict}`)}
            {verdict !== 'not-reached' && ` · ${sayDuration(durationMs, t)}`}
          </span>
        </p>
        {error && <p>{sayError(error, t).message}</p>}
        {notes.map(note => (
          <p
            key={say(note, t)}
            className={classes.age}
            // Somebody else's words are nobody's language.
            translate={typeof note === 'string' ? 'no' : undefined}
          >
            {say(note, t)}
          </p>
        ))}
        {error && <p>{sayError(error, t).remedy}</p>}
        {!error && finding.remedy && <p>{say(finding.remedy, t)}</p>}
      </div>
    </li>
  )
}

const steps: readonly string[] = ladderSteps

function titleOf(finding: Finding | undefined, t: T): string {
  if (!finding) return ''
  const { id } = finding
  if (steps.includes(id)) return stepTitle(id as (typeof ladderSteps)[number], t)
  return (t as (key: string) => string)(`doctor.checks.${id}`)
}

const shapes: Record<DoctorVerdict, MarkShape> = {
  passed: 'good',
  careful: 'attention',
  failed: 'bad',
  skipped: 'stopped',
  'not-reached': 'waiting',
}

function useDoctor() {
  const [findings, setFindings] = useState<readonly Finding[]>([])
  const [report, setReport] = useState<DoctorReport>()
  const [isRunning, setRunning] = useState(false)
  useEffect(
    () =>
      desktop.doctor.onFound(found =>
        setFindings(before => [...before.filter(({ id }) => id !== found.id), found]),
      ),
    [],
  )
  const check = async () => {
    setFindings([])
    setReport(undefined)
    setRunning(true)
    try {
      const done = await desktop.doctor.run()
      setFindings(done.findings)
      setReport(done)
    } catch (error) {
      tellError(error)
    } finally {
      setRunning(false)
    }
  }
  const run = () => void check()
  return { findings, report, isRunning, run }
}
