// A failure in words, in the language of whoever reads it.
import { errorTexts } from './error-texts.ts'
import type { ErrorCode, ErrorReport } from './errors.ts'
import type { T } from './i18n/message-types.ts'
import { phrase, say, sayValue, type Said } from './said.ts'

/** What a part that knows no language calls this computer; no host can have such a name. */
export const thisComputer = 'this computer'

/** One sentence and the way out. */
export function sayError(
  { code, details }: Pick<ErrorReport, 'code' | 'details'>,
  t: T,
): { message: string; remedy: string } {
  const here = t('common.thisComputer')
  const named = Object.entries(details).map(([name, value]): [string, unknown] => [
    name,
    value === thisComputer ? here : sayValue(value, t),
  ])
  const values: Record<string, unknown> = { ...absentIn(code), ...Object.fromEntries(named) }
  for (const [name, value] of named) {
    if (name.endsWith('Ms') && typeof value === 'number')
      values[`${name.slice(0, -2)}Seconds`] = Math.round(value / 1000)
  }
  if (typeof values['host'] === 'string') {
    const { host, via } = values
    values['at'] = typeof via === 'string' && via !== '' ? t('common.hostThrough', { host, via }) : host
  }
  const word = t as (key: string, values: object) => string
  const message = word(`errors.${code}.message`, values)
  return {
    // Any other name is left as it is written.
    message: message.startsWith(here) ? message.charAt(0).toLocaleUpperCase() + message.slice(1) : message,
    remedy: word(`errors.${code}.remedy`, values),
  }
}

/** Every value the messages of a code could want, as not known: a detail may be left out altogether. */
function absentIn(code: ErrorCode): Record<string, undefined> {
  const { message, remedy } = errorTexts[code]
  const names = `${message} ${remedy}`.matchAll(/\{(\w+)(?=[,}])/g)
  return Object.fromEntries([...names].map(([, name]) => [name, undefined]))
}

/** One detail in words: a name, a number, or a piece of a sentence; `''` when there is none of that name. */
export function sayDetail(error: Pick<ErrorReport, 'details'>, name: string, t: T): string {
  return say(detailOf(error, name), t)
}

/** The same, before it has words. */
export function detailOf({ details }: Pick<ErrorReport, 'details'>, name: string): Said {
  const value = details[name]
  if (value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  return 'phrase' in value ? value : phrase('together', { methods: value })
}
