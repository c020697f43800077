// A target that came from outside the window, by a link: it waits for the form, and the form for a person.
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { source } from '../chat/observable.ts'

export const proposal = source<ConnectionTarget | undefined>(undefined)
