import { Button } from '@mantine/core'
import { useState } from 'react'
import { episodesOf, sayEntry, type TimelineEntry } from '../../src-shared/timeline.ts'
import { Mark, type MarkShape } from '../ui/Mark.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import { needsDate } from './story-date.ts'
import { useNow } from '../use-now.ts'
import classes from './health.module.css'

const shownAtFirst = 8

/** What befell the connection, an episode a row, the newest first. */
export function StoryPanel({ entries }: { entries: readonly TimelineEntry[] }) {
  const { t } = useWords()
  const [showsAll, setShowsAll] = useState(false)
  const episodes = episodesOf(entries).toReversed()
  const shown = showsAll ? episodes : episodes.slice(0, shownAtFirst)
  return (
    <Panel title={t('health.story.title')}>
      <ol className={classes.story} aria-label={t('health.story.title')}>
        {shown.map(episode => (
          <Episode key={`${episode[0]?.at} ${episode[0]?.kind}`} episode={episode} />
        ))}
      </ol>
      {shown.length < episodes.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => setShowsAll(true)}>
          {t('health.story.more', { count: episodes.length - shown.length })}
        </Button>
      )}
    </Panel>
  )
}

function Episode({ episode }: { episode: readonly TimelineEntry[] }) {
  const { t, language } = useWords()
  const now = useNow(false)
  const last = episode.at(-1)
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const dated = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' })
  return (
    <li className={classes.episode}>
      <Mark shape={last ? shapes[last.kind] : 'unknown'} />
      <ul className={classes.episodeParts}>
        {episode.map((entry, index) => (
          <li key={`${entry.at} ${entry.kind} ${index}`}>
            <time translate="no" dateTime={new Date(entry.at).toISOString()} title={day.format(entry.at)}>
              {(needsDate(entry.at, episode[index - 1]?.at, now) ? dated : clock).format(entry.at)}
            </time>{' '}
            {sayEntry(entry, t)}
          </li>
        ))}
      </ul>
    </li>
  )
}

const shapes: Record<TimelineEntry['kind'], MarkShape> = {
  online: 'good',
  back: 'good',
  replaced: 'good',
  kept: 'good',
  awake: 'attention',
  asleep: 'stopped',
  off: 'stopped',
  'network-away': 'attention',
  'network-back': 'attention',
  'network-moved': 'attention',
  lost: 'attention',
  'needs-you': 'attention',
  failed: 'bad',
}
