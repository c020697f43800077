// Toasts, only for what a person asked for and did not get.
import { notifications } from '@mantine/notifications'
import { sayError } from '../src-shared/error-words.ts'
import { toErrorReport } from '../src-shared/errors.ts'
import { words } from './words.ts'

/** Waits for an action and shows its failure, with the way out. */
export function tell(action: Promise<unknown>): void {
  action.catch(tellError)
}

export function tellError(error: unknown): void {
  const report = toErrorReport(error)
  // Some other action took this one's place; whoever asked for that knows.
  if (report.code === 'CANCELLED') return
  const { t } = words.current()
  const { message, remedy } = sayError(report, t)
  notifications.show({
    color: 'red',
    title: message,
    message: remedy,
    autoClose: 10_000,
    closeButtonProps: { 'aria-label': t('common.dismissMessage') },
  })
}
