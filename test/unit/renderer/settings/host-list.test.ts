import { expect, test } from 'vitest'
import {
  changeHost,
  connectAtStartTo,
  duplicateHost,
  moveHost,
} from '../../../../src-renderer/settings/host-list.ts'
import { HostSettings, noticesDeadLinkWithin, sshTargetOf } from '../../../../src-shared/settings.ts'

const host = (name: string, more: object = {}) => HostSettings.parse({ host: name, ...more })
const names = (hosts: readonly HostSettings[]) => hosts.map(entry => entry.host)

test('hosts are put in another order, and the ends of the list hold', () => {
  const hosts = ['a', 'b', 'c'].map(name => host(name))
  expect(names(moveHost(hosts, 'b', -1))).toEqual(['b', 'a', 'c'])
  expect(names(moveHost(hosts, 'b', 1))).toEqual(['a', 'c', 'b'])
  expect(names(moveHost(hosts, 'a', -1))).toEqual(['a', 'b', 'c'])
  expect(names(moveHost(hosts, 'c', 1))).toEqual(['a', 'b', 'c'])
})

test('one host at most is the one to connect to at the start', () => {
  const hosts = [host('a', { connectAtStart: true }), host('b')]
  const moved = connectAtStartTo(hosts, 'b', true)
  expect(moved.map(entry => entry.connectAtStart)).toEqual([undefined, true])
  expect(connectAtStartTo(moved, 'b', false).every(entry => !('connectAtStart' in entry))).toBe(true)
})

test('what is emptied follows ssh_config again', () => {
  expect(changeHost(host('a', { connectTimeout: 3 }), { connectTimeout: undefined })).toEqual(host('a'))
})

test('a duplicate has the settings of the first, and neither its name in lists nor the start', () => {
  const first = host('a', { label: 'Home', connectAtStart: true, serverAliveInterval: 7 })
  expect(duplicateHost(first, 'b')).toEqual(host('b', { serverAliveInterval: 7 }))
})

test('a host of the settings becomes a target with its key and its port', () => {
  expect(sshTargetOf(host('a', { identityFile: '~/.ssh/k', localPort: 4000, label: 'x' }))).toEqual({
    kind: 'ssh',
    host: 'a',
    gatewayPort: 18_789,
    engine: 'ssh2',
    localPort: 4000,
    identityFile: '~/.ssh/k',
  })
})

test('a dead link is noticed one interval after the last question that may stay unanswered', () => {
  expect(noticesDeadLinkWithin(5, 2)).toBe(15)
  expect(noticesDeadLinkWithin(15, 0)).toBe(15)
})
