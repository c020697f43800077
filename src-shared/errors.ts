// Every failure a person can meet: one code, one sentence, one way out. Worded here and nowhere else.
import { errorTexts } from './error-texts.ts'
import { sayError } from './error-words.ts'
import { inEnglish } from './i18n/in-english.ts'
import type { Said } from './said.ts'

/**
 * What would make another try worthwhile: `later` (the network, the gateway restarting), `after-change` (a person
 * has to do something first), `never` (this attempt cannot succeed as it is).
 */
export type Retry = 'later' | 'after-change' | 'never'

/** Where the failure belongs. The CLI's exit code and the retry policy follow from it. */
export type ErrorKind =
  | 'network'
  | 'protocol'
  | 'host-key'
  | 'auth'
  | 'forward'
  | 'gateway'
  | 'local'
  | 'usage'

/** The plain values a message is made from. They are shown to people and written to logs: never a secret. */
export type ErrorDetails = Readonly<Record<string, Said | number | boolean | readonly Said[] | undefined>>

export type ErrorText<D extends ErrorDetails> = {
  readonly kind: ErrorKind
  /** Both ICU messages. */
  readonly message: string
  readonly remedy: string
  readonly retry: Retry
  /** Only for the compiler: what the messages are made from. */
  readonly details?: D
}

export type ErrorCode = keyof typeof errorTexts
export type DetailsOf<C extends ErrorCode> = NonNullable<(typeof errorTexts)[C]['details']>

/**
 * A failure as plain data: what crosses to the window, into a state, a log line or `--json`. Its sentences are English;
 * whoever speaks another language words it anew with `sayError`.
 */
export type ErrorReport = {
  readonly code: ErrorCode
  readonly kind: ErrorKind
  readonly message: string
  readonly remedy: string
  readonly retry: Retry
  readonly details: ErrorDetails
}

export class AppError extends Error {
  override readonly name = 'AppError'
  readonly report: ErrorReport

  constructor(report: ErrorReport, cause?: unknown) {
    super(report.message, cause === undefined ? undefined : { cause })
    this.report = report
  }

  get code(): ErrorCode {
    return this.report.code
  }
}

/** The report of a code, its sentence and remedy filled in from `details`. */
export function errorReport<C extends ErrorCode>(code: C, details: DetailsOf<C>): ErrorReport {
  const { kind, retry } = errorTexts[code]
  return { code, kind, ...sayError({ code, details }, inEnglish), retry, details }
}

/** The error of a code. `cause` keeps the library's own error for the log; it is never shown. */
export function appError<C extends ErrorCode>(code: C, details: DetailsOf<C>, cause?: unknown): AppError {
  return new AppError(errorReport(code, details), cause)
}

export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code)
}

/** Any thrown value as a report. What nobody mapped becomes INTERNAL, without its text (it might hold a secret). */
export function toErrorReport(error: unknown): ErrorReport {
  if (error instanceof AppError) return error.report
  return errorReport('INTERNAL', { name: error instanceof Error ? error.name : typeof error })
}
