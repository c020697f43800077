// What the promises say beyond the tables: credentials, sockets, deaths, power cuts, endings, idleness.
import { ofTests } from '../of-tests.ts'
import type { ProofCase } from '../proof-case.ts'

export const promiseCases: readonly ProofCase[] = [
  {
    id: 'P3.server',
    proves: ['P3'],
    title: 'servers that lie about who they are, or want more than is theirs',
    expected: '0 credential bytes before the verdict on the host key',
    unit: 'scenarios',
    usual: 30,
    full: 30,
    withinMin: 5,
    measure: ofTests({
      files: [
        'integration/ssh-hostile.test.ts',
        'integration/ssh-host-keys.test.ts',
        'integration/system-ssh.test.ts',
      ],
      named:
        /^something that is no|^an SSH server that means harm|unknown key|changed key|revoked|declining|another key|RevokedHostKeys|known keys/,
    }),
  },
  {
    id: 'P3.local',
    proves: ['P3'],
    title: 'other programs of this computer',
    expected: 'refused, and nothing learnt',
    unit: 'scenarios',
    usual: 12,
    full: 12,
    measure: ofTests({
      files: [
        'unit/control/control-socket.test.ts',
        'unit/browser/browser-door.test.ts',
        'integration/browser-door.test.ts',
      ],
      named:
        /without the key|only the user may open|taken the app|killed app left|beyond the limit|without the cookie|not signed in|signs the browser in once|readable by its owner/,
    }),
  },
  {
    id: 'P6',
    proves: ['P6'],
    title: 'canary secrets are planted and looked for everywhere',
    expected: '0 found',
    unit: 'canaries',
    usual: 25,
    full: 25,
  },
  {
    id: 'P6.log',
    proves: [],
    title: 'canary secrets in what is logged, and shown at a gateway’s door',
    expected: '0 found in file, ring and listeners',
    unit: 'tests',
    usual: 25,
    full: 25,
    measure: ofTests({
      files: ['unit/logging/redact.test.ts', 'unit/gateway/no-secrets-in-logs.test.ts'],
      named: /does not come out|none of the planted|whatever clients show/,
    }),
  },
  {
    id: 'P11.hosts',
    proves: ['P11'],
    title: 'verdicts on host keys beside ssh-keygen -F',
    expected: '100 % agreement',
    unit: 'cases',
    usual: 5_000,
    full: 5_000,
    withinMin: 10,
    measure: ofTests({
      files: ['integration/known-hosts-agreement.test.ts'],
      named: /verdicts agree with ssh-keygen/,
      isCounted: true,
    }),
  },
  {
    id: 'P11.config',
    proves: ['P11'],
    title: 'generated configurations beside ssh -G',
    expected: '100 % agreement',
    unit: 'configurations',
    usual: 500,
    full: 2_000,
    withinMin: 10,
    measure: ofTests({
      files: ['integration/ssh-config-agreement.test.ts'],
      named: /what our reader makes of/,
      isCounted: true,
    }),
  },
]
