import { expect, test } from 'vitest'
import { suggestHosts } from '../../../../src-renderer/connect/use-hosts.ts'
import { directTarget, sshTarget } from '../../../support/window-fixtures.ts'

test('each host is offered once, those used lately first and with what ssh_config says of them', () => {
  const suggestions = suggestHosts(
    [
      { target: directTarget, lastOnlineAt: 2 },
      { target: sshTarget, lastOnlineAt: 1 },
    ],
    [
      { host: 'bastion', source: 'ssh_config', summary: 'maria@198.51.100.4:22' },
      { host: 'harbour', source: 'ssh_config', summary: 'maria@192.0.2.17:22' },
      { host: 'bastion', source: 'settings', summary: 'bastion:22' },
    ],
  )

  expect(suggestions).toEqual([
    { host: 'harbour', summary: 'maria@192.0.2.17:22', group: 'recent' },
    { host: 'bastion', summary: 'maria@198.51.100.4:22', group: 'ssh_config' },
  ])
})
