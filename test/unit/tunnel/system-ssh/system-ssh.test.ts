import { expect, test } from 'vitest'
import { systemSshArguments } from '../../../../src-main/tunnel/system-ssh/system-ssh-arguments.ts'
import { explainSystemSsh } from '../../../../src-main/tunnel/system-ssh/system-ssh-errors.ts'
import { sshHost } from '../../../support/host-key-fixtures.ts'

const host = sshHost({ alias: 'box', hostname: '10.0.0.7', port: 2222, resolvedBy: 'ssh' })

const command = {
  host,
  config: { userFile: '/home/me/my config' },
  knownHostsFiles: ['/home/me/known hosts', '/home/50%/known_hosts'],
  strictHostKeyChecking: 'yes',
  knowsFork: true,
  more: ['-W', '127.0.0.1:18789'],
} as const

test('ssh is started for us alone, strict about keys, and never asks', () => {
  const args = systemSshArguments({ ...command, name: 'box' })
  expect(args).toEqual(expect.arrayContaining(['-F', '/home/me/my config', '-W', '127.0.0.1:18789']))
  for (const option of [
    'BatchMode=yes',
    'ControlMaster=no',
    'ControlPath=none',
    'ForkAfterAuthentication=no',
    'StrictHostKeyChecking=yes',
    'UserKnownHostsFile="/home/me/known hosts" "/home/50%%/known_hosts"',
    'ServerAliveInterval=5',
    'ServerAliveCountMax=2',
    'ForwardAgent=no',
    'PermitLocalCommand=no',
  ]) {
    expect(args).toContain(option)
  }
  expect(args.slice(-2)).toEqual(['--', 'box'])
})

test('a user and a port come as options of their own, and the host after "--"', () => {
  const args = systemSshArguments({ ...command, name: 'someone@[2001:db8::1]:22' })
  expect(args.slice(args.indexOf('-l'))).toEqual(
    '-l someone -p 22 -W 127.0.0.1:18789 -- 2001:db8::1'.split(' '),
  )
})

test('a key that the target names is the only one ssh offers', () => {
  const chosen = { ...command, host: { ...host, chosenIdentity: '/keys/50% mine' } }
  const args = systemSshArguments({ ...chosen, name: 'box' })
  expect(args[args.indexOf('-i') + 1]).toBe('/keys/50%% mine')
  expect(args).toContain('IdentitiesOnly=yes')
})

test.each(['-oProxyCommand=touch /tmp/x', 'a b', 'x\n-o', 'box;id', '$(id)'])(
  'a host that could be taken for something else never gets there: %j',
  name => {
    expect(() => systemSshArguments({ ...command, name })).toThrow(
      expect.objectContaining({ code: 'TARGET_INVALID' }) as Error,
    )
  },
)

test('an older ssh is not given an option it does not know', () => {
  expect(systemSshArguments({ ...command, name: 'box', knowsFork: false }).join(' ')).not.toContain(
    'ForkAfter',
  )
})

const at = { name: 'box', host, to: '127.0.0.1:18789', wasOpen: false }

// What OpenSSH 9.2 writes.
test.each([
  [['Host key verification failed.'], 'SYSTEM_SSH_FAILED'],
  [
    [
      'debug1: Server host key: ssh-ed25519 SHA256:abc',
      'No ED25519 host key is known for [10.0.0.7]:2222 and you have requested strict checking.',
      'Host key verification failed.',
    ],
    'HOST_KEY_UNKNOWN',
  ],
  [
    ['@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @', 'Host key verification failed.'],
    'HOST_KEY_CHANGED',
  ],
  [['@       WARNING: REVOKED HOST KEY DETECTED!               @'], 'HOST_KEY_REVOKED'],
  [['me@10.0.0.7: Permission denied (publickey,password).'], 'SSH_LOGIN_REFUSED'],
  [
    [
      'Received disconnect from 10.0.0.7 port 2222:2: Too many authentication failures',
      'Disconnected from x',
    ],
    'SSH_TOO_MANY_ATTEMPTS',
  ],
  [
    ['channel 0: open failed: connect failed: Connection refused', 'stdio forwarding failed'],
    'GATEWAY_NOT_LISTENING',
  ],
  [
    ['channel 0: open failed: administratively prohibited: open failed', 'stdio forwarding failed'],
    'FORWARDING_FORBIDDEN',
  ],
  [['channel 0: open failed: resource shortage: x'], 'CHANNEL_REFUSED'],
  [['ssh: Could not resolve hostname box: Name or service not known'], 'HOST_NOT_FOUND'],
  [['ssh: connect to host 10.0.0.7 port 2222: Connection refused'], 'TCP_REFUSED'],
  [['ssh: connect to host 10.0.0.7 port 2222: Connection timed out'], 'TCP_TIMEOUT'],
  [['ssh: connect to host 10.0.0.7 port 2222: No route to host'], 'HOST_UNREACHABLE'],
  [['ssh: connect to host 10.0.0.7 port 2222: Network is unreachable'], 'HOST_UNREACHABLE'],
  [['Timeout, server 10.0.0.7 not responding.'], 'SERVER_SILENT'],
  [['Connection timed out during banner exchange'], 'SSH_HANDSHAKE_TIMEOUT'],
  [['kex_exchange_identification: Connection closed by remote host'], 'SSH_CLOSED_EARLY'],
  [['kex_exchange_identification: read: Connection reset by peer'], 'SSH_CLOSED_EARLY'],
  [['Connection closed by 10.0.0.7 port 2222'], 'CONNECTION_LOST'],
  [['client_loop: send disconnect: Broken pipe'], 'CONNECTION_LOST'],
  [['/home/me/.ssh/config: line 3: Bad configuration option: foo'], 'SYSTEM_SSH_FAILED'],
  [[], 'SYSTEM_SSH_FAILED'],
])('ssh that says %j means %s', (lines, code) => {
  expect(explainSystemSsh(lines, at).code).toBe(code)
})

test('ssh that ends without a word once its channel was open has lost the connection', () => {
  expect(explainSystemSsh(['debug1: whatever'], { ...at, wasOpen: true }).code).toBe('CONNECTION_LOST')
})

test('what nobody can map is shown as ssh said it, without its log and without control characters', () => {
  const lines = ['something \u001b[31modd', 'debug1: Exit status -1']
  expect(explainSystemSsh(lines, at).report.details).toMatchObject({ said: 'something odd' })
})
