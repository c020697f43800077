// An option whose value is JSON.
import { appError } from '../../src-shared/errors.ts'

/** Throws INVALID_INPUT. */
export function parseJsonOption(option: string, text = '{}'): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw appError('INVALID_INPUT', { what: option, why: 'it is not JSON' }, error)
  }
}
