// Which gateway a node without a window is to serve.
import { appError } from '../../../src-shared/errors.ts'
import type { TargetOptions } from '../../connection/parse-target.ts'

export type NodePlace = TargetOptions & {
  readonly host?: string | undefined
  readonly url?: string | undefined
  readonly local?: boolean | undefined
}

/** Throws INVALID_INPUT when none is named. */
export function textOfTarget({ host, url, local }: NodePlace): string {
  const text = host ?? url ?? (local ? 'local' : undefined)
  if (text !== undefined) return text
  throw appError('INVALID_INPUT', { what: 'The gateway', why: 'give --host, --url or --local' })
}
