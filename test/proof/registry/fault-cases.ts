// F1 to F21: what may break, and how the app is found afterwards.
import { bitFlips } from '../faults/bit-flips.ts'
import { clockIsSet } from '../faults/clocks.ts'
import { connectionEnds, connectionFallsSilent } from '../faults/endings.ts'
import { gatewayFails } from '../faults/gateways.ts'
import { keysEnd } from '../faults/keys-that-end.ts'
import { networkChanges } from '../faults/networks.ts'
import { serverPunishes } from '../faults/penalties.ts'
import { backAfterOutage, lightIsTrue, silentLoss } from '../faults/recovery-times.ts'
import { computerSleeps } from '../faults/sleeps.ts'
import { sshServerFails } from '../faults/ssh-servers.ts'
import { choppedLine, slowLine } from '../faults/slow-lines.ts'
import { ofFaults } from '../of-faults.ts'
import { ofTests } from '../of-tests.ts'
import type { ProofCase } from '../proof-case.ts'

export const faultCases: readonly ProofCase[] = [
  {
    id: 'P4',
    title: 'the network is away for a while, round trip 50 ms',
    expected: 'p50 ≤ 1.5 s, p95 ≤ 3 s, p99 ≤ 10 s',
    unit: 'outages',
    usual: 20,
    full: 1_000,
    isAlone: true,
    withinMin: 120,
    measure: ofFaults(backAfterOutage, {
      limits: [
        { of: 'back', percent: 50, atMostMs: 1_500 },
        { of: 'back', percent: 95, atMostMs: 3_000 },
        { of: 'back', percent: 99, atMostMs: 10_000 },
      ],
    }),
  },
  {
    id: 'P4.silent',
    title: 'the flow alone is lost silently, round trip 50 ms: stage by stage from the loss to an answer',
    expected: 'answered ≤ 1.5 s (p50), the light green throughout',
    unit: 'losses',
    usual: 12,
    full: 200,
    isAlone: true,
    withinMin: 30,
    measure: ofFaults(silentLoss, { limits: [{ of: 'answered', percent: 50, atMostMs: 1_500 }] }),
  },
  {
    id: 'P5',
    title: 'silence while green, a mended line while red',
    expected: 'false green ≤ 15 s, false red ≤ 5 s',
    unit: 'faults',
    usual: 8,
    full: 200,
    isAlone: true,
    withinMin: 60,
    measure: ofFaults(lightIsTrue, {
      limits: [
        { of: 'false green', percent: 100, atMostMs: 15_000 },
        { of: 'false red', percent: 100, atMostMs: 5_000 },
      ],
    }),
  },
  {
    id: 'F1',
    title: 'RST, FIN, half-close at each stage',
    expected: 'back by itself within 15 s, nobody asked',
    unit: 'faults',
    usual: 33,
    full: 33,
    measure: ofFaults(connectionEnds),
  },
  {
    id: 'F2',
    title: 'silence in one direction or both at each stage',
    expected: 'noticed within the stage’s deadline, back by itself, nobody asked',
    unit: 'faults',
    usual: 33,
    full: 33,
    isAlone: true,
    measure: ofFaults(connectionFallsSilent),
  },
  {
    id: 'F3',
    title: 'latency, jitter, stalls',
    expected: 'stays connected; slow is not called lost',
    unit: 'lines',
    usual: 36,
    full: 36,
    isAlone: true,
    withinMin: 30,
    measure: ofFaults(slowLine),
  },
  {
    id: 'F4',
    title: 'single bytes, pieces, merged writes, 1 KB/s',
    expected: 'stays connected',
    unit: 'lines',
    usual: 6,
    full: 6,
    measure: ofFaults(choppedLine),
  },
  {
    id: 'F5',
    title: 'one bit is turned over after the keys were exchanged',
    expected: 'the connection is closed; what comes is never wrong',
    unit: 'bits',
    usual: 20,
    full: 200,
    withinMin: 30,
    measure: ofFaults(bitFlips),
  },
  {
    id: 'F6',
    title: 'sshd killed, restarted, upgraded, with another key, at another port, silent',
    expected: 'back by itself, or a person is needed and told why',
    unit: 'faults',
    usual: 8,
    full: 8,
    measure: ofFaults(sshServerFails),
  },
  {
    id: 'F7',
    title: 'gateway killed, restarted, starting, hung, upgraded',
    expected: 'SSH stays up; server and gateway are told apart',
    unit: 'faults',
    usual: 10,
    full: 10,
    measure: ofFaults(gatewayFails),
  },
  {
    id: 'F8',
    title: 'sleep of any length, dark wakes, waking without a network',
    expected: 'probed at once, one dial at most',
    unit: 'sleeps',
    usual: 8,
    full: 8,
    measure: ofFaults(computerSleeps),
  },
  {
    id: 'F9',
    title: 'another network, another address, none',
    expected: 'met at once',
    unit: 'changes',
    usual: 12,
    full: 12,
    measure: ofFaults(networkChanges),
  },
  {
    id: 'F10',
    title: 'the clock is set, slewed, in another zone',
    expected: 'no timer jumps, no storm',
    unit: 'changes',
    usual: 6,
    full: 6,
    measure: ofFaults(clockIsSet),
  },
  {
    id: 'F11',
    title: 'the SSH agent is gone, refuses, hangs, talks nonsense',
    expected: 'an error of its own or the next method, never a hang',
    unit: 'tests',
    usual: 8,
    full: 8,
    measure: ofTests({
      files: ['unit/tunnel/login/ssh-agent.test.ts', 'integration/ssh-login.test.ts'],
      named: /an agent that|no answer makes|that does not answer/,
    }),
  },
  {
    id: 'F12',
    title: 'the keychain is absent, late, locked, denied, changed, its entry another’s; its file damaged',
    expected: 'nothing deleted; said to be locked or in memory',
    unit: 'tests',
    usual: 6,
    full: 6,
    measure: ofTests({
      files: ['integration/keychain.test.ts', 'unit/settings/secret-vault.test.ts'],
      named:
        /no Secret Service|locked|denies|changed|another kind|comes later|damaged|moved under|consent|in memory|restart/,
    }),
  },
  {
    id: 'F13',
    title: 'the disk is full or cannot be written (power: P9, queueing: X7)',
    expected: 'it is said, and nothing changes',
    unit: 'tests',
    usual: 4,
    full: 4,
    measure: ofTests({
      files: [
        'unit/settings/settings-store.test.ts',
        'unit/settings/state-lock.test.ts',
        'unit/logging/redact.test.ts',
        'unit/outbox/proofs.test.ts',
      ],
      named: /folder that cannot be written|lock that cannot be made|cannot write its file|disk was full/,
    }),
  },
  {
    id: 'F14',
    title: 'a gateway under load is killed at random moments',
    expected: '0 lost, 0 answered twice, 0 commands run twice, the file whole',
    unit: 'kills',
    usual: 20,
    full: 200,
    withinMin: 60,
    measure: async options => (await import('../gateway-kills.ts')).killGateways(options),
  },
  {
    id: 'F15',
    title: 'the window crashes, hangs, fails again and again; the graphics process crashes',
    expected: 'loaded again with its draft; then a plain page; the connection stays',
    unit: 'tests',
    usual: 5,
    full: 5,
    measure: ofTests({
      files: [
        'e2e/desktop-recovery.test.ts',
        'integration/desktop/life.test.ts',
        'integration/desktop/crashes.test.ts',
        'unit/desktop/crash.test.ts',
      ],
      named: /draft|three times|does not answer|nobody caught|third crash|restart ends|crash reports stay/,
    }),
  },
  {
    id: 'F16',
    title: 'a port is taken before, at or after listening; by another user; by an orphan of ours',
    expected: 'it and its owner are named, a free one is offered, the chat goes on',
    unit: 'tests',
    usual: 6,
    full: 6,
    measure: ofTests({
      files: [
        'integration/taken-ports.test.ts',
        'integration/connection-ssh.test.ts',
        'integration/browser-door.test.ts',
        'unit/gateway/life.test.ts',
        'integration/window/problems.test.ts',
      ],
      named: /a port that (?:is|two)|taken local port|port is taken/,
    }),
  },
  {
    id: 'F17',
    title: 'second instance, twenty at once, browser door and command line beside the app',
    expected: 'one core; the others hand over',
    unit: 'tests',
    usual: 3,
    full: 3,
    measure: ofTests({
      files: [
        'e2e/desktop-instances.test.ts',
        'integration/desktop/life.test.ts',
        'integration/cli-through-app.test.ts',
      ],
      named: /second start|twenty starts|not shared|running app’s connection/,
    }),
  },
  {
    id: 'F18',
    title: 'the server penalises: closes early, MaxStartups, MaxAuthTries, MaxSessions',
    expected: 'slows down and explains',
    unit: 'servers',
    usual: 5,
    full: 5,
    measure: ofFaults(serverPunishes),
  },
  {
    id: 'F19',
    title: 'a key or certificate expires while up, a passphrase changes, a key file is removed',
    expected: 'the live session stays; a person is needed at the next login',
    unit: 'changes',
    usual: 5,
    full: 5,
    measure: ofFaults(keysEnd),
  },
  {
    id: 'F20',
    title: 'an update while connected; an older or unsigned one',
    expected: 'the outbox is kept; refused',
    unit: 'tests',
    usual: 4,
    full: 4,
    measure: ofTests({
      files: ['unit/packaging/signed-updates.test.ts', 'unit/desktop/update-policy.test.ts'],
    }),
  },
  {
    id: 'F21',
    title: 'a random walk: a fault of F1 to F10 each second or three, with messages all the while',
    expected:
      '0 lost, 0 twice, order kept, nobody asked, 0 unhandled rejections, green at the end, no handle left',
    unit: 'faults',
    usual: 60,
    full: 3_000,
    withinMin: 180,
    measure: async options => (await import('../faults/random-walk.ts')).walkThroughFaults(options),
  },
]
