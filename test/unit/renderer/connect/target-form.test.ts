import { expect, test } from 'vitest'
import {
  emptyForm,
  formOf,
  hostsWith,
  readForm,
  withHostSettings,
  type TargetForm,
} from '../../../../src-renderer/connect/target-form.ts'
import type { ConnectionTarget } from '../../../../src-shared/connection.ts'

const form = (change: Partial<TargetForm>): TargetForm => ({ ...emptyForm, ...change })

test.each<[string, Partial<TargetForm>, ConnectionTarget]>([
  ['this computer', { way: 'local' }, { kind: 'local' }],
  [
    'a host, trimmed, with the usual ports',
    { host: ' maria@harbour ' },
    { kind: 'ssh', host: 'maria@harbour', gatewayPort: 18_789, engine: 'ssh2' },
  ],
  [
    'a host with everything set',
    { host: 'harbour', gatewayPort: 19_001, engine: 'system', localPort: 4000 },
    { kind: 'ssh', host: 'harbour', gatewayPort: 19_001, engine: 'system', localPort: 4000 },
  ],
  [
    'an emptied gateway port, which means the usual one',
    { host: 'harbour', gatewayPort: '' },
    { kind: 'ssh', host: 'harbour', gatewayPort: 18_789, engine: 'ssh2' },
  ],
  ['an address', { way: 'direct', url: 'wss://quay:443' }, { kind: 'direct', url: 'wss://quay:443' }],
  [
    'an address with a pinned certificate',
    { way: 'direct', url: 'wss://quay', tlsFingerprint: 'ab'.repeat(32) },
    { kind: 'direct', url: 'wss://quay', tlsFingerprint: 'ab'.repeat(32) },
  ],
])('the form stands for %s', (_, change, target) => {
  expect(readForm(form(change))).toEqual({ ok: true, target })
})

test.each<[string, Partial<TargetForm>, keyof TargetForm]>([
  ['no host', {}, 'host'],
  ['a host that could be taken for an option', { host: '-oProxyCommand=x' }, 'host'],
  ['a host with a space', { host: 'har bour' }, 'host'],
  ['a port out of range', { host: 'harbour', gatewayPort: 70_000 }, 'gatewayPort'],
  ['a local port of zero', { host: 'harbour', localPort: 0 }, 'localPort'],
  ['no address', { way: 'direct' }, 'url'],
  ['an address of the web', { way: 'direct', url: 'https://quay' }, 'url'],
  ['an address with a token in it', { way: 'direct', url: 'wss://quay/?token=x' }, 'url'],
  ['an address with a password in it', { way: 'direct', url: 'wss://me:secret@quay' }, 'url'],
  ['half a fingerprint', { way: 'direct', url: 'wss://quay', tlsFingerprint: 'ab:cd' }, 'tlsFingerprint'],
])('%s is refused at its field', (_, change, field) => {
  const read = readForm(form(change))

  expect(read).toMatchObject({ ok: false, errors: { [field]: expect.any(String) } })
})

test.each<ConnectionTarget>([
  { kind: 'local' },
  { kind: 'ssh', host: 'harbour', gatewayPort: 19_001, engine: 'system', localPort: 4000 },
  { kind: 'direct', url: 'wss://quay', tlsFingerprint: 'ab'.repeat(32) },
])('a target put into the form comes out the same: $kind', target => {
  expect(readForm(formOf(target))).toEqual({ ok: true, target })
})

test('a host brings its settings with it, and one without leaves the form alone', () => {
  const hosts = [{ host: 'vault', engine: 'system' as const, gatewayPort: 19_001, localPort: 4000 }]

  expect(withHostSettings(emptyForm, hosts, 'vault')).toMatchObject(hosts[0] ?? {})
  expect(withHostSettings(form({ gatewayPort: 5 }), hosts, 'harbour')).toMatchObject({
    host: 'harbour',
    gatewayPort: 5,
    engine: 'ssh2',
  })
})

test('what one host brought with it does not go on to the next; what was typed does', () => {
  const hosts = [{ host: 'vault', engine: 'system' as const, gatewayPort: 19_001, identityFile: '~/key' }]
  const atVault = withHostSettings(emptyForm, hosts, 'vault')

  expect(withHostSettings(atVault, hosts, 'vault2')).toEqual(form({ host: 'vault2' }))
  expect(withHostSettings({ ...atVault, gatewayPort: 5 }, hosts, 'harbour')).toMatchObject({
    host: 'harbour',
    gatewayPort: 5,
  })
})

test('a host that is set up again keeps one entry', () => {
  const vault = { host: 'vault', engine: 'ssh2' as const, gatewayPort: 18_789 }

  expect(hostsWith([vault], { ...vault, engine: 'system' })).toEqual([{ ...vault, engine: 'system' }])
})
