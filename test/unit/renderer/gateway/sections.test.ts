import { expect, test } from 'vitest'
import { accessTo, holds, sectionOf } from '../../../../src-renderer/gateway/sections.ts'

test.each([
  [['operator.pairing'], 'operator.pairing', true],
  [['operator.admin'], 'operator.pairing', true],
  [['operator.write'], 'operator.read', true],
  [['operator.read', 'operator.write', 'operator.approvals'], 'operator.pairing', false],
  [['operator.write'], 'operator.admin', false],
])('%j covers %s: %s', (granted, needed, covered) => {
  expect(holds(granted, needed)).toBe(covered)
})

test('a part says what it lacks: a right of this connection, or a method of the gateway', () => {
  const methods = ['device.pair.list']
  expect(accessTo('devices', { methods, scopes: ['operator.admin'] })).toEqual({ may: true })
  expect(accessTo('devices', { methods, scopes: ['operator.write'] })).toMatchObject({
    why: 'scope',
    scope: 'operator.pairing',
  })
  expect(accessTo('devices', { methods: [], scopes: ['operator.pairing'] })).toMatchObject({
    why: 'not-served',
    method: 'device.pair.list',
  })
})

test('an address that names no part leads to the devices', () => {
  expect(sectionOf(undefined)).toBe('devices')
  expect(sectionOf('nowhere')).toBe('devices')
})
