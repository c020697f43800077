// What reaches a running app from outside: it is started again, or the system hands it a link. What comes before the app
// can listen waits for it.
import { app } from 'electron'
import { readDesktopArgs } from './desktop-args.ts'

export type OtherStarts = {
  /** Hears of every start, those that wait too; with the link it came with, not yet looked at. */
  readonly listen: (listener: (link: string | undefined) => void) => void
}

/** Call before Electron is ready: on macOS the link that starts the app comes as early as that. */
export function hearOtherStarts(ownLink: string | undefined): OtherStarts {
  const waiting: (string | undefined)[] = ownLink === undefined ? [] : [ownLink]
  let tell = (link: string | undefined): void => {
    waiting.push(link)
  }

  // Chromium may reorder the other's arguments, so its link comes beside them, as a value.
  app.on('second-instance', (_event, argv, _directory, data) =>
    tell(linkIn(data) ?? readDesktopArgs(argv).link),
  )
  app.on('open-url', (event, url) => {
    event.preventDefault()
    tell(url)
  })
  return {
    listen: listener => {
      tell = listener
      for (const link of waiting.splice(0)) listener(link)
    },
  }
}

function linkIn(data: unknown): string | undefined {
  const link = typeof data === 'object' && data !== null && 'link' in data ? data.link : undefined
  return typeof link === 'string' ? link : undefined
}
