// A representative share of the fault table; the whole of it is played by the proof.
import { expect, test } from 'vitest'
import { clockIsSet } from '../proof/faults/clocks.ts'
import { connectionEnds, connectionFallsSilent } from '../proof/faults/endings.ts'
import type { FaultCase } from '../proof/faults/fault-case.ts'
import { gatewayFails } from '../proof/faults/gateways.ts'
import { percentile } from '../proof/proof-case.ts'
import { keysEnd } from '../proof/faults/keys-that-end.ts'
import { networkChanges } from '../proof/faults/networks.ts'
import { serverPunishes } from '../proof/faults/penalties.ts'
import { backAfterOutage, lightIsTrue } from '../proof/faults/recovery-times.ts'
import { computerSleeps } from '../proof/faults/sleeps.ts'
import { sshServerFails } from '../proof/faults/ssh-servers.ts'
import { choppedLine, slowLine } from '../proof/faults/slow-lines.ts'

/** The seeds draw variants that are quick: a line of two seconds has its place in the proof. */
const share: readonly (readonly [string, FaultCase, { readonly amount: number; readonly seed: number }])[] = [
  ['F1: ended at any stage, a connection comes back by itself', connectionEnds, { amount: 3, seed: 9 }],
  ['F2: silenced, it does too', connectionFallsSilent, { amount: 1, seed: 1 }],
  ['F3: slow and uneven lines are not called lost', slowLine, { amount: 1, seed: 9 }],
  ['F4: nor are narrow and chopped ones', choppedLine, { amount: 1, seed: 9 }],
  ['F6: a killed SSH session comes back', sshServerFails, { amount: 1, seed: 7 }],
  ['F7: a gateway restarts behind an SSH connection that stays up', gatewayFails, { amount: 1, seed: 8 }],
  ['F8: a sleep costs one dial at most', computerSleeps, { amount: 1, seed: 8 }],
  ['F9: another network is met at once', networkChanges, { amount: 1, seed: 7 }],
  ['F10: a clock that is set changes nothing', clockIsSet, { amount: 1, seed: 8 }],
  ['F18: a server that has had enough is left alone', serverPunishes, { amount: 1, seed: 8 }],
  ['F19: a key that ends leaves the session, and the next login says so', keysEnd, { amount: 1, seed: 8 }],
  ['P5: the light is not wrong for long', lightIsTrue, { amount: 1, seed: 1 }],
]

test.each(share)('%s', async (_name, play, options) => {
  const verdict = await play(options)
  expect(verdict.failures).toEqual([])
  expect(verdict.passed).toBe(options.amount)
})

test('P4: one is back after the network is, every time', async () => {
  const { failures, measured } = await backAfterOutage({ amount: 1, seed: 1 })
  expect(failures).toEqual([])
  expect(percentile(measured['back'] ?? [], 99)).toBeGreaterThan(0)
})
