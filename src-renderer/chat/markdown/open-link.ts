// The one link a person is asked about at the moment.
import { source } from '../observable.ts'
import type { SafeLink } from './safe-url.ts'

export const linkInQuestion = source<SafeLink | undefined>(undefined)

export function askToOpen(link: SafeLink): void {
  linkInQuestion.set(link)
}
