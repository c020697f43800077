import { Button } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Virtualizer } from 'virtua'
import type { CacheSnapshot, VirtualizerHandle } from 'virtua'
import { sayError } from '../../../src-shared/error-words.ts'
import { useWords } from '../../words.ts'
import { Mark } from '../../ui/Mark.tsx'
import type { Conversation } from '../conversation.ts'
import type { MessageRow as Row } from '../message-rows.ts'
import { rememberPlace } from '../reading-place.ts'
import { useObservable } from '../use-observable.ts'
import { MessageRow } from './MessageRow.tsx'
import { headerHeight, topRow, useGoToPlaceFromBefore } from './place-from-before.ts'
import classes from './list.module.css'

/** Nearer to the end than this counts as being there, in pixels. */
const nearEnd = 48
/** Older messages are asked for when this much is left above, in pixels. */
const nearStart = 1200

type Place = { readonly cache: CacheSnapshot; readonly offset: number; readonly count: number }

type Props = { readonly conversation: Conversation; readonly online: boolean }

/** The messages of one session. Mount it anew for another session. */
export function MessageList({ conversation, online }: Props) {
  const { t } = useWords()
  const rows = useObservable(conversation, view => view.rows)
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const [place] = useState(() => placeOf(conversation, rows.length))
  const isAtEnd = useRef(place === undefined)
  const lastTop = useRef(0)
  const [showJump, setShowJump] = useState(place !== undefined)
  const [hasNews, setHasNews] = useState(false)
  const isOlderAdded = useOlderAdded(rows)

  const toEnd = useCallback(() => {
    const box = scroller.current
    if (!box) return
    box.scrollTop = box.scrollHeight
    // The event of this comes later, when rows may have been measured again: it is none of the person's going up.
    lastTop.current = box.scrollTop
  }, [])

  // Heard before the list hears it: sizes are read while nothing has been moved yet.
  const onScroll = useCallback(() => {
    const box = scroller.current
    if (!box) return
    const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd
    // Only going up leaves the end. That the end moves away, because a row grew, does not.
    const atEnd = isNear || (isAtEnd.current && box.scrollTop >= lastTop.current)
    lastTop.current = box.scrollTop
    isAtEnd.current = atEnd
    setShowJump(!atEnd)
    if (atEnd) setHasNews(false)
    if (box.scrollTop < nearStart) void conversation.loadOlder()
  }, [conversation])

  useLayoutEffect(() => {
    if (place) list.current?.scrollTo(place.offset)
    else toEnd()
    const handle = list.current
    const remember = () => {
      if (document.visibilityState === 'hidden')
        rememberPlace(isAtEnd.current ? undefined : topRow(conversation, handle))
    }
    document.addEventListener('visibilitychange', remember)
    return () => {
      document.removeEventListener('visibilitychange', remember)
      conversation.place.scroll =
        isAtEnd.current || !handle
          ? undefined
          : ({
              cache: handle.cache,
              offset: handle.scrollOffset,
              count: handle.cache ? countRows(conversation) : 0,
            } satisfies Place)
    }
    // Once for this conversation: later scrolling is the person's own.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [conversation])

  // A new row: the end moves, and whoever is there moves with it.
  const lastKey = rows.at(-1)?.key
  const lastSeen = useRef(lastKey)
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd()
    else if (lastKey !== lastSeen.current) setHasNews(true)
    lastSeen.current = lastKey
  }, [lastKey, rows, toEnd])

  useGoToPlaceFromBefore(conversation, row => {
    isAtEnd.current = false
    setShowJump(true)
    list.current?.scrollToIndex(row.index, { align: 'start', offset: row.below })
  })

  // A row that grows moves the end as well, and so does a composer that grows over it.
  useEffect(() => {
    const box = scroller.current
    if (!box) return
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) toEnd()
    })
    observer.observe(box)
    for (const child of box.children) observer.observe(child)
    return () => observer.disconnect()
  }, [toEnd])

  // A page that does not fill the window has nothing to scroll, so nothing would ask for the one before it.
  const hasOlder = useObservable(conversation, view => view.hasOlder)
  useEffect(() => {
    const box = scroller.current
    if (hasOlder && box && box.scrollHeight <= box.clientHeight + nearStart) void conversation.loadOlder()
  }, [conversation, hasOlder, rows])

  return (
    <div className={classes.frame}>
      <div
        ref={scroller}
        className={classes.scroller}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('chat.messages.label')}
        onScrollCapture={onScroll}
      >
        {/* A short conversation stands at the bottom, beside where one writes. */}
        <div className={classes.spring} />
        <div className={classes.rows}>
          <ListHeader conversation={conversation} online={online} />
          <Virtualizer
            ref={list}
            scrollRef={scroller}
            startMargin={headerHeight}
            data={rows}
            shift={isOlderAdded}
            {...(place ? { cache: place.cache } : {})}
          >
            {row => (
              <MessageRow
                key={row.key}
                conversation={conversation}
                messageKey={row.key}
                day={row.day}
                online={online}
              />
            )}
          </Virtualizer>
        </div>
      </div>
      {showJump && (
        <Button
          className={classes.jump ?? ''}
          variant="default"
          size="compact-sm"
          radius="xl"
          leftSection={<IconArrowDown size={14} aria-hidden />}
          onClick={() => {
            isAtEnd.current = true
            toEnd()
          }}
        >
          {t(hasNews ? 'chat.messages.newOnes' : 'chat.messages.toLatest')}
        </Button>
      )}
    </div>
  )
}

function countRows(conversation: Conversation): number {
  return conversation.get().rows.length
}

/** Where the person was reading, unless messages came or went since: then the sizes that were kept fit no more. */
function placeOf(conversation: Conversation, count: number): Place | undefined {
  const place = conversation.place.scroll as Place | undefined
  return place?.count === count ? place : undefined
}

/** Whether rows were added before the first one since the last drawing, and none after the last. */
function useOlderAdded(rows: readonly Row[]): boolean {
  const [before, setBefore] = useState(rows)
  const [isOlder, setOlder] = useState(false)
  if (before !== rows) {
    setBefore(rows)
    setOlder(before.length > 0 && rows.length > before.length && rows.at(-1)?.key === before.at(-1)?.key)
  }
  return isOlder
}

function ListHeader({ conversation, online }: Props) {
  const { t } = useWords()
  const hasOlder = useObservable(conversation, view => view.hasOlder)
  const isLoading = useObservable(conversation, view => view.loadingOlder)
  const error = useObservable(conversation, view => view.olderError)
  return (
    <div className={classes.header}>
      {isLoading ? (
        <span role="status" className={classes.loadingOlder}>
          <Mark shape="busy" /> {t('chat.messages.readingEarlier')}
        </span>
      ) : error && hasOlder ? (
        <span role="alert" className={classes.loadingOlder}>
          {sayError(error, t).message}
          <Button
            variant="default"
            size="compact-sm"
            disabled={!online}
            onClick={() => void conversation.loadOlder()}
          >
            {t('chat.tryAgain')}
          </Button>
        </span>
      ) : (
        !hasOlder && <span>{t('chat.messages.beginning')}</span>
      )}
    </div>
  )
}
