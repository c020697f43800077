import { expect, test } from 'vitest'
import { pageHref, parseRoute } from '../../../../src-renderer/shell/use-route.ts'

test.each([
  ['', 'connect', undefined],
  ['#/', 'connect', undefined],
  ['#/chat', 'chat', undefined],
  ['#/settings/hosts', 'settings', 'hosts'],
  ['#/nowhere', 'connect', undefined],
  ['#key=abc', 'connect', undefined],
])('the address %s shows %s', (hash, page, section) => {
  expect(parseRoute(hash)).toEqual({ page, section })
})

test('a link leads where it says', () => {
  expect(parseRoute(pageHref('settings', 'hosts'))).toEqual({ page: 'settings', section: 'hosts' })
})
