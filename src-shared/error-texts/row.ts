// What the tables of errors have in common.
import type { ErrorDetails, ErrorText } from '../errors.ts'

/** A row, whose texts name no other details than it has. */
export function row<D extends ErrorDetails>(text: ErrorText<D>): ErrorText<D> {
  return text
}

export type Host = { host: string; via?: string | undefined }
export type HostPort = Host & { port: number }
