import { expect, test } from 'vitest'
import { parseDump } from '../../../../src-main/tunnel/ssh-config/ssh-config-query.ts'
import { sshHostFrom } from '../../../../src-main/tunnel/ssh-config/ssh-host-options.ts'
import { inEnglish } from '../../../../src-shared/i18n/in-english.ts'
import { phrase, say } from '../../../../src-shared/said.ts'

const surroundings = {
  home: '/home/me',
  user: 'me',
  uid: 1000,
  hostname: 'laptop',
  env: { AGENT: '/run/agent' },
}

function hostOf(dump: string) {
  return sshHostFrom({ host: 'web' }, parseDump(dump), 'ssh', surroundings)
}

test('without any configuration a host is what was typed, with careful defaults', () => {
  expect(hostOf('')).toMatchObject({
    alias: 'web',
    hostname: 'web',
    port: 22,
    user: 'me',
    identityAgent: undefined,
    strictHostKeyChecking: 'ask',
    serverAliveIntervalMs: 5_000,
    serverAliveCountMax: 2,
    userKnownHostsFiles: ['/home/me/.ssh/known_hosts', '/home/me/.ssh/known_hosts2'],
    warnings: [],
    needsSystemEngine: undefined,
  })
})

test.each([
  ['serveraliveinterval 0\nserveralivecountmax 7', 5_000, 2],
  ['serveraliveinterval 15\nserveralivecountmax 7', 15_000, 7],
  ['serveraliveinterval 15', 15_000, 3],
])('%j means a sign of life each %i ms, %i times', (dump, intervalMs, countMax) => {
  expect(hostOf(dump)).toMatchObject({ serverAliveIntervalMs: intervalMs, serverAliveCountMax: countMax })
})

test.each(['no', 'false', 'off'])('StrictHostKeyChecking %s still asks, and says so', value => {
  const host = hostOf(`stricthostkeychecking ${value}`)
  expect(host.strictHostKeyChecking).toBe('ask')
  expect(host.warnings).toEqual([phrase('strictCheckingOff')])
})

test.each([
  ['identityagent none', 'none'],
  ['identityagent SSH_AUTH_SOCK', undefined],
  ['identityagent $AGENT', '/run/agent'],
  ['identityagent $NOT_THERE', 'none'],
  ['identityagent /run/100%', '/run/100%'],
])('%j is the agent %s', (dump, agent) => {
  expect(hostOf(dump).identityAgent).toBe(agent)
})

test.each([
  ['proxycommand nc %h %p', 'ProxyCommand'],
  ['pkcs11provider /lib/p11.so', 'PKCS11Provider'],
  ['securitykeyprovider /lib/sk.so', 'SecurityKeyProvider'],
  ['knownhostscommand /bin/keys', 'KnownHostsCommand'],
  ['verifyhostkeydns true', 'VerifyHostKeyDNS'],
  ['preferredauthentications gssapi-with-mic,hostbased', 'only logins'],
  ['pubkeyauthentication no\nkbdinteractiveauthentication no\npasswordauthentication no', 'only logins'],
])('%j needs the system’s ssh: %s', (dump, reason) => {
  expect(say(hostOf(dump).needsSystemEngine ?? '', inEnglish)).toContain(reason)
})

test.each([
  'proxycommand none',
  'pkcs11provider none',
  'securitykeyprovider internal',
  'securitykeyprovider $SSH_SK_PROVIDER',
  'knownhostscommand none',
  'verifyhostkeydns false',
  'gssapiauthentication yes',
  'preferredauthentications gssapi-with-mic,publickey',
  'canonicalizehostname true',
])('%j does not need the system’s ssh', dump => {
  expect(hostOf(dump).needsSystemEngine).toBeUndefined()
})

test('what is configured and left out is said', () => {
  const { warnings } = hostOf(
    'forwardagent yes\nforwardx11 yes\nlocalforward 8080 localhost:80\nremoteforward 9 x:9\ndynamicforward 1080\npermitlocalcommand yes\nlocalcommand x\nremotecommand y\nbindaddress 1.2.3.4',
  )
  expect(warnings.map(warning => say(warning, inEnglish).split(' ')[0])).toEqual([
    'ForwardAgent',
    'ForwardX11',
    'LocalForward',
    'RemoteForward',
    'DynamicForward',
    'LocalCommand',
    'RemoteCommand',
    'BindAddress',
  ])
})

test('jump hosts are targets in their order, as ssh would reach them', () => {
  expect(
    hostOf('hostname box\nuser u\nproxyjump a@b@gate:22,[10.0.0.1]:33,ssh://me%40x@%h,[::1]').proxyJump,
  ).toEqual(['a@b@gate:22', '10.0.0.1:33', 'me@x@box', '[::1]'])
})
