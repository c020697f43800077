import { expect, test } from 'vitest'
import { readDeepLink } from '../../../src-main/desktop/deep-link.ts'

const hex = 'a1'.repeat(32)

test.each([
  ['gangway://open', { page: 'chat' }],
  ['gangway://open/', { page: 'chat' }],
  ['GANGWAY://connect?target=local', { page: 'connect', proposal: { kind: 'local' } }],
  [
    'gangway://connect?target=maria%40harbour:2222&gatewayPort=18790',
    {
      page: 'connect',
      proposal: { kind: 'ssh', host: 'maria@harbour:2222', gatewayPort: 18790, engine: 'ssh2' },
    },
  ],
  [
    'gangway://connect/?target=ssh://maria@harbour',
    { page: 'connect', proposal: { kind: 'ssh', host: 'maria@harbour', gatewayPort: 18789, engine: 'ssh2' } },
  ],
  [
    `gangway://connect?target=wss%3A%2F%2Fgateway.example%3A18789&tlsFingerprint=${hex}`,
    {
      page: 'connect',
      proposal: { kind: 'direct', url: 'wss://gateway.example:18789/', tlsFingerprint: hex },
    },
  ],
])('%s fills in a form', (link, destination) => {
  expect(readDeepLink(link)).toEqual(destination)
})

const connect = (target: string, more = '') => `gangway://connect?target=${encodeURIComponent(target)}${more}`

const malformed = [
  // Not one of ours
  '',
  'gangway',
  'gangway:',
  'gangway:/',
  'gangway://',
  'gangway:connect?target=local',
  'gangway:/connect?target=local',
  'https://connect/?target=local',
  'gangways://connect?target=local',
  'xgangway://connect?target=local',
  ' gangway://connect?target=local',
  'gangway://connect?target=local ',
  'gangway://connect ?target=local',
  'gang\tway://connect?target=local',
  'gangway://con\nnect?target=local',
  'gangway://connect?target=lo\rcal',
  'javascript:gangway://connect?target=local',
  'file:///gangway://connect',
  '"gangway://connect?target=local"',
  'gangway://connect?target=local\0',
  'gangway://connect?target=local\u202e',
  'gangway://cönnect?target=local',
  // Another action
  ...[
    'run',
    'exec',
    'disconnect',
    'settings',
    'CONNECT2',
    'connect.open',
    '__proto__',
    'constructor',
    '127.0.0.1',
  ].map(action => `gangway://${action}?target=local`),
  // The address around it
  'gangway://connect/path?target=local',
  'gangway://connect//?target=local',
  'gangway://connect/..?target=local',
  'gangway://connect/%2e%2e?target=local',
  'gangway://connect:80?target=local',
  'gangway://user@connect?target=local',
  'gangway://user:secret@connect?target=local',
  'gangway://connect?target=local#run',
  'gangway://connect\\?target=local',
  'gangway://open?target=local',
  'gangway://open?command=rm',
  // Its parameters
  'gangway://connect',
  'gangway://connect?',
  'gangway://connect?target',
  'gangway://connect?target=',
  'gangway://connect?Target=local',
  'gangway://connect?host=harbour',
  'gangway://connect?target=local&target=harbour',
  'gangway://connect?target=local&connect=now',
  'gangway://connect?target=local&gatewayPort=18789',
  `gangway://connect?target=local&tlsFingerprint=${hex}`,
  'gangway://connect?target=harbour&token=abc',
  'gangway://connect?target=harbour&password=abc',
  'gangway://connect?target=harbour&engine=system',
  'gangway://connect?target=harbour&localPort=22',
  'gangway://connect?target=harbour&__proto__=x',
  'gangway://connect?target[]=harbour',
  `gangway://connect?target=harbour&tlsFingerprint=${hex}`,
  ...['0', '65536', '99999', '-1', '1.5', '1e3', '0x10', '022', ' 22', '22 ', 'many', '²²', '٢٢'].map(
    port => `gangway://connect?target=harbour&gatewayPort=${encodeURIComponent(port)}`,
  ),
  // An SSH host
  ...[
    '-oProxyCommand=touch${IFS}pwned',
    '-l root harbour',
    '--help',
    'harbour -oProxyCommand=x',
    'har bour',
    'har\nbour',
    'har\0bour',
    'harbour\u202e',
    'har\u200bbour',
    '$(touch pwned)',
    '`touch pwned`',
    'harbour;reboot',
    'harbour|cat',
    'harbour&reboot',
    'harbour>out',
    "har'bour",
    'har"bour',
    'maria:secret@harbour:x',
    'harbour:0',
    'harbour:65536',
    'harbour:port',
    'ssh://maria:secret@harbour',
    'ssh://harbour/path',
    'ssh://harbour?x=1',
    'ssh://harbour#x',
    'ssh://',
    'ssh://-oProxyCommand=x',
    '@',
    'maria@',
    '[::1',
    'h'.repeat(513),
    'x'.repeat(10_000),
  ].map(host => connect(host)),
  // An address
  ...[
    'wss://',
    'wss:///path',
    'wss://user@gateway.example',
    'wss://user:secret@gateway.example',
    'wss://gateway.example?token=abc',
    'wss://gateway.example#token=abc',
    'ws://gateway.example:18789',
    'ws://203.0.113.7:18789',
    'http://gateway.example',
    'https://gateway.example',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'wss://gate way.example',
    'wss://gateway.example:99999',
  ].map(url => connect(url)),
  connect('wss://gateway.example', '&gatewayPort=18789'),
  connect('wss://gateway.example', '&tlsFingerprint=zz'),
  connect('wss://gateway.example', `&tlsFingerprint=${hex}00`),
  connect('wss://gateway.example', `&tlsFingerprint=${hex}&tlsFingerprint=${hex}`),
]

test(`none of ${malformed.length} malformed links leads anywhere`, () => {
  expect(malformed.length).toBeGreaterThan(100)
  expect(new Set(malformed).size).toBe(malformed.length)
  expect(malformed.filter(link => readDeepLink(link) !== undefined)).toEqual([])
})
