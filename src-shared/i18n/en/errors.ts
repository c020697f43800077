// The English of errors stands in the table of errors itself, where one is added with its words.
import { errorTexts } from '../../error-texts.ts'
import type { ErrorCode } from '../../errors.ts'

type Texts = Readonly<Record<ErrorCode, { readonly message: string; readonly remedy: string }>>

export const errors = Object.fromEntries(
  Object.entries(errorTexts).map(([code, { message, remedy }]) => [code, { message, remedy }]),
) as Texts
