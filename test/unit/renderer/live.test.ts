import { expect, test, vi } from 'vitest'
import { live } from '../../../src-renderer/live.ts'
import { appError } from '../../../src-shared/errors.ts'

function openSource() {
  const first = Promise.withResolvers<string>()
  const listeners = new Set<(value: string) => void>()
  const source = live(
    () => first.promise,
    listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  )
  const push = (value: string) => listeners.forEach(listener => listener(value))
  return { source, first, push, listeners }
}

test('the first answer is shown, and then what is pushed', async () => {
  const { source, first, push } = openSource()
  const changed = vi.fn()
  source.subscribe(changed)

  first.resolve('first')
  await vi.waitFor(() => expect(source.get()).toBe('first'), { timeout: 50_000 })
  push('second')

  expect(source.get()).toBe('second')
  expect(changed).toHaveBeenCalledTimes(2)
})

test('a push that comes before the first answer is not undone by it', async () => {
  const { source, first, push } = openSource()
  source.subscribe(() => undefined)

  push('newer')
  first.resolve('older')
  await first.promise
  await Promise.resolve()

  expect(source.get()).toBe('newer')
})

test('it listens with its first watcher and stops with its last', () => {
  const { source, listeners } = openSource()
  expect(listeners.size).toBe(0)

  const stopOne = source.subscribe(() => undefined)
  const stopOther = source.subscribe(() => undefined)
  expect(listeners.size).toBe(1)

  stopOne()
  expect(listeners.size).toBe(1)
  stopOther()
  expect(listeners.size).toBe(0)
})

test('why the first question failed is known until a value is', async () => {
  const { source, first, push } = openSource()
  source.subscribe(() => undefined)

  first.reject(appError('PAGE_SIGNED_OUT', {}))
  await vi.waitFor(() => expect(source.error()?.code).toBe('PAGE_SIGNED_OUT'), { timeout: 50_000 })
  push('back')

  expect(source.error()).toBeUndefined()
  expect(source.get()).toBe('back')
})
