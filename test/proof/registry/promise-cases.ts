// What the promises say beyond the tables: credentials, sockets, deaths, power cuts, endings, idleness.
import { carrierKilled } from '../faults/killed-processes.ts'
import { recoverBesideAutossh } from '../machine/beside-autossh.ts'
import { measureIdle } from '../machine/idle-cost.ts'
import { countSockets } from '../machine/listening.ts'
import { cutThePower } from '../machine/power-cuts.ts'
import { startAndEndPrograms, startAndQuitApp } from '../machine/starts-and-ends.ts'
import { ofFaults } from '../of-faults.ts'
import { findNoSecret } from '../secrets/find-no-secret.ts'
import { ofTests } from '../of-tests.ts'
import type { ProofCase } from '../proof-case.ts'

export const promiseCases: readonly ProofCase[] = [
  {
    id: 'P3.server',
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
        /^an SSH server that means harm|unknown key|changed key|revoked|declining|another key|RevokedHostKeys|known keys/,
    }),
  },
  {
    id: 'P3.local',
    title: 'other programs of this computer',
    expected: 'refused, and nothing learnt',
    unit: 'scenarios',
    usual: 12,
    full: 12,
    measure: ofTests({
      files: [
        'integration/local-adversaries.test.ts',
        'unit/control/control-socket.test.ts',
        'unit/browser/browser-door.test.ts',
        'integration/browser-door.test.ts',
      ],
      named:
        /hears no(?:ne| credential)|holds no token|read or written by others|without the key|only the user may open|taken the app|killed app left|beyond the limit|not signed in|signs the browser in once|readable by its owner/,
    }),
  },
  {
    id: 'P6',
    title: 'canary secrets are planted and looked for everywhere',
    expected: '0 found',
    unit: 'canaries',
    usual: 50,
    full: 50,
    measure: findNoSecret,
  },
  {
    id: 'P6.log',
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
    id: 'P7',
    title: 'sockets that listen, in each state of app, connection and gateway',
    expected: '0, or loopback where one was switched on',
    unit: 'rounds of nine states',
    usual: 1,
    full: 1,
    measure: countSockets,
  },
  {
    id: 'P8.ssh',
    title:
      'a process that carries the connection is killed, ours or the server’s, with either engine (window: F15, gateway: F14, sender: X3)',
    expected: 'back ≤ 5 s, nobody asked',
    unit: 'kills',
    usual: 12,
    full: 200,
    withinMin: 30,
    measure: ofFaults(carrierKilled, { isCounted: true }),
  },
  {
    id: 'P9',
    title: 'the power fails at each step of a change of the settings',
    expected: 'old or new, never broken, and changed again',
    unit: 'cuts',
    usual: 1_000,
    full: 1_000,
    measure: cutThePower,
  },
  {
    id: 'P10.app',
    title: 'the desktop app is started, shown and quit',
    expected: '0 processes, 0 sockets, 0 temporary files',
    unit: 'starts and ends',
    usual: 5,
    full: 100,
    withinMin: 60,
    measure: startAndQuitApp,
  },
  {
    id: 'P10.programs',
    title: 'gateway and browser door are started and ended in turns',
    expected: '0 processes, 0 sockets, 0 temporary files',
    unit: 'starts and ends',
    usual: 10,
    full: 100,
    withinMin: 30,
    measure: startAndEndPrograms,
  },
  {
    id: 'P12',
    title: 'the app in its tray, not connected, its window closed for more than a minute',
    expected: '≤ 0.5 % CPU, ≤ 250 MB, ≤ 2 wake-ups a second',
    unit: 'seconds',
    usual: 60,
    full: 600,
    isAlone: true,
    withinMin: 20,
    measure: measureIdle,
  },
  {
    id: 'autossh',
    title: 'recovery beside autossh (ServerAliveInterval 5, CountMax 2)',
    expected: 'quicker after a killed session, a restarted sshd, a silent loss',
    unit: 'rounds of each',
    usual: 3,
    full: 7,
    isAlone: true,
    withinMin: 20,
    measure: recoverBesideAutossh,
  },
  {
    id: 'P11.hosts',
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
