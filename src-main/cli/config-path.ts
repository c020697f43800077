// A place in a configuration as people write it: `gateway.remote.url`, `models.providers["my.one"].models[0].id`.
import { appError } from '../../src-shared/errors.ts'
import type { Step } from '../settings/edit-json5.ts'

/** Throws INVALID_INPUT for what is no path. `__proto__` and its like are names nobody means. */
export function parseConfigPath(text: string): Step[] {
  const steps: Step[] = []
  const part = /(?:^|(?<!^)\.)([^.[\]"\s]+)|\[(\d{1,6})\]|\[("(?:[^"\\]|\\.)*")\]/gy
  let end = 0
  for (let match = part.exec(text); match; match = part.exec(text)) {
    end = part.lastIndex
    const [, name, index, quoted] = match
    steps.push(index === undefined ? (name ?? (JSON.parse(quoted ?? '""') as string)) : Number(index))
  }
  const isWhole = text !== '' && end === text.length
  if (isWhole && steps.every(step => step !== '__proto__')) return steps
  throw appError('INVALID_INPUT', {
    what: 'The path',
    why: 'write it like gateway.remote.url or models.providers["my.provider"].models[0].id',
  })
}

/** What stands there; undefined when nothing does. */
export function valueAt(document: unknown, path: readonly Step[]): unknown {
  let value = document
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<Step, unknown>)[step]
  }
  return value
}
