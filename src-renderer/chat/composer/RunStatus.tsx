import { Button } from '@mantine/core'
import { IconPlayerStop } from '@tabler/icons-react'
import { describeRun } from '../../../src-shared/chat-run.ts'
import { saySpan } from '../../../src-shared/time-words.ts'
import { Mark } from '../../ui/Mark.tsx'
import { useNow } from '../../use-now.ts'
import type { Conversation } from '../conversation.ts'
import { useObservable } from '../use-observable.ts'
import { useWords } from '../../words.ts'
import classes from './composer.module.css'

type Props = { readonly conversation: Conversation; readonly online: boolean }

/** What the agent is doing, for how long, and the way to stop it. */
export function RunStatus({ conversation, online }: Props) {
  const { t } = useWords()
  const running = useObservable(conversation, view => view.running)
  const said = useObservable(conversation, view =>
    view.runs[0] ? describeRun(view.runs[0], t) : t('chat.run.unknown'),
  )
  const doing = online ? said : t('chat.run.lost')
  const startedAt = useObservable(conversation, view => view.runs[0]?.startedAt)
  const more = useObservable(conversation, view => view.runs.length - 1)
  const stopping = useObservable(conversation, view => view.stopping)
  const unconfirmed = useObservable(conversation, view => view.stopUnconfirmed)
  const now = useNow(running && startedAt !== undefined)

  return (
    <div className={classes.run} data-running={running}>
      <span role="status" className={classes.runWords}>
        {running && (
          <>
            <Mark shape={online ? 'busy' : 'off'} />
            <span>{more > 0 ? t('chat.run.andMore', { words: doing, count: more }) : doing}</span>
          </>
        )}
      </span>
      {running && online && startedAt !== undefined && now - startedAt >= 1000 && (
        <span className={classes.elapsed} aria-hidden>
          {saySpan(now - startedAt, t)}
        </span>
      )}
      {running && unconfirmed && (
        <span role="alert" className={classes.unconfirmed}>
          {t('chat.run.unconfirmed')}
        </span>
      )}
      {running && online && (
        <Button
          variant="default"
          size="compact-sm"
          disabled={stopping}
          leftSection={<IconPlayerStop size={14} aria-hidden />}
          onClick={() => void conversation.stop()}
        >
          {t(stopping ? 'chat.run.stopping' : 'chat.run.stop')}
        </Button>
      )}
    </div>
  )
}
