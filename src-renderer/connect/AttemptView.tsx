import { Button } from '@mantine/core'
import { describeConnection, nameElsewhere, targetName } from '../../src-shared/connection.ts'
import { sayDetail } from '../../src-shared/error-words.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'
import { isGatewayPage } from '../gateway-page.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Ladder } from '../ui/Ladder.tsx'
import { ladderText } from '../ui/ladder-text.ts'
import { PageHeading } from '../ui/PageHeading.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { LocalPortPanel } from './LocalPortPanel.tsx'
import { OnlinePanel } from './OnlinePanel.tsx'
import { OpeningPanel } from './OpeningPanel.tsx'
import { ProblemPanel } from './ProblemPanel.tsx'
import { stoppedProblem, withProblem } from './problem.ts'
import type { ConnectActions, ConnectView } from './use-connect.ts'
import columns from '../ui/columns.module.css'

type Props = {
  readonly state: Extract<ConnectView, { kind: 'attempt' }>['state']
  readonly actions: ConnectActions
  readonly refusal: ErrorReport | undefined
}

/** One connection from its first step on: how far it came, and the one thing to do when it stopped. */
export function AttemptView({ state, actions, refusal }: Props) {
  const { t } = useWords()
  const now = useNow(false)
  const { headline } = describeConnection(state, now, t)
  const problem = withProblem(state)
  const stopped = stoppedProblem(state)

  return (
    <>
      <PageHeading
        title={problem?.error.code === 'HOST_KEY_CHANGED' ? changedKeyTitle(problem.error, t) : headline}
        actions={
          !isGatewayPage() && (
            <Button variant="default" onClick={() => actions.edit()}>
              {t('connect.anotherGateway')}
            </Button>
          )
        }
      />
      <div className={columns.columns}>
        <div className={columns.stack}>
          {refusal && <ErrorNote error={refusal} />}
          {state.phase === 'opening' && <OpeningPanel state={state} actions={actions} />}
          {state.phase === 'online' && <OnlinePanel state={state} />}
          {problem && <ProblemPanel state={problem} actions={actions} />}
          {stopped && <ProblemPanel state={stopped} actions={actions} isCarried />}
          {state.phase === 'online' && <LocalPortPanel target={state.target} actions={actions} />}
        </div>
        <Panel
          title={t('connect.theWay')}
          actions={
            <CopyButton
              text={ladderText(targetName(state.target, inEnglish), state.ladder)}
              label={t('connect.copyAsText')}
            />
          }
        >
          <Ladder
            ladder={state.ladder}
            label={t('connect.stepsTo', { target: nameElsewhere(state.target) })}
          />
        </Panel>
      </div>
    </>
  )
}

/** The host whose key it is: a jump host, perhaps, and not the one that was asked for. */
function changedKeyTitle(error: ErrorReport, t: T): string {
  return t('connect.changedKey.heading', { host: sayDetail(error, 'host', t) })
}
