// X1 to X9: messages, once each, whatever happens on the way (docs/outbox.md).
import { cutAtEveryByte } from '../outbox/cut-at-every-byte.ts'
import { tellEventsInDisorder } from '../outbox/events-in-disorder.ts'
import { fillTheDisk } from '../outbox/full-disk.ts'
import { restartGatewayAtEachStep } from '../outbox/gateway-restarts.ts'
import { killBetweenSteps } from '../outbox/kill-between-steps.ts'
import { stayAway } from '../outbox/long-absences.ts'
import { sendFromEverywhere } from '../outbox/many-senders.ts'
import { walkAtRandom } from '../outbox/outbox-model.ts'
import { disconnectAtRandom } from '../outbox/random-disconnects.ts'
import { ofDeliveries } from '../of-deliveries.ts'
import type { ProofCase } from '../proof-case.ts'

const proves = ['P1', 'P2'] as const

export const outboxCases: readonly ProofCase[] = [
  {
    id: 'X1',
    proves,
    title: 'the line is cut at a byte of request or answer',
    expected: 'delivered once',
    unit: 'cuts',
    usual: 60,
    full: 1_200,
    measure: ofDeliveries(cutAtEveryByte, 'cuts'),
  },
  {
    id: 'X2',
    proves,
    title: 'the line is cut at random, a tenth as often as is sent, in three conversations',
    expected: '0 lost, 0 twice, order kept',
    unit: 'messages',
    usual: 400,
    full: 10_000,
    withinMin: 60,
    measure: ofDeliveries(disconnectAtRandom, 'sent'),
  },
  {
    id: 'X3',
    proves: [...proves, 'P8'],
    title: 'the sending process is killed at each of six points',
    expected: '0 lost, 0 twice',
    unit: 'kills at each point',
    usual: 10,
    full: 200,
    withinMin: 60,
    // At a random moment the process may have ended before.
    measure: async options => {
      const outcome = await ofDeliveries(killBetweenSteps, 'kills', ['endedOtherwise'])(options)
      const played = outcome.played === 0 ? 0 : options.amount
      return { ...outcome, played, passed: outcome.failures.length === 0 ? played : 0 }
    },
  },
  {
    id: 'X4',
    proves,
    title: 'the gateway restarts, its memory of keys gone, at each of six steps',
    expected: '0 twice without a question',
    unit: 'restarts at each step',
    usual: 100,
    full: 100,
    measure: async options => {
      const outcome = await ofDeliveries(restartGatewayAtEachStep, 'restarts')(options)
      const played = outcome.played / 6
      return { ...outcome, played, passed: outcome.failures.length === 0 ? played : 0 }
    },
  },
  {
    id: 'X5',
    proves,
    title: 'eight absences of four minutes to three days, with messages queued in each',
    expected: '0 lost, 0 twice, order kept',
    unit: 'messages queued in each',
    usual: 50,
    full: 50,
    measure: async options => {
      const outcome = await ofDeliveries(stayAway, 'sent')(options)
      const played = outcome.played === 0 ? 0 : options.amount
      return { ...outcome, played, passed: outcome.failures.length === 0 ? played : 0 }
    },
  },
  {
    id: 'X6',
    proves,
    title: 'events come twice, out of order or not at all',
    expected: 'the screen is what history says, byte for byte',
    unit: 'events',
    usual: 10_000,
    full: 10_000,
    measure: ofDeliveries(tellEventsInDisorder, 'events'),
  },
  {
    id: 'X7',
    proves,
    title: 'the disk is full while messages are queued',
    expected: 'it is said, and what was kept arrives',
    unit: 'messages that do not fit',
    usual: 20,
    full: 20,
    measure: ofDeliveries(fillTheDisk, 'refused'),
  },
  {
    id: 'X8',
    proves,
    title: 'two windows and the command line send at once',
    expected: 'each once',
    unit: 'messages',
    usual: 150,
    full: 1_000,
    measure: ofDeliveries(sendFromEverywhere, 'sent'),
  },
  {
    id: 'X9',
    proves,
    title: 'random walks against a model',
    expected: 'no counter-example',
    unit: 'walks',
    usual: 500,
    full: 50_000,
    withinMin: 120,
    measure: ofDeliveries(walkAtRandom, 'walks'),
  },
]
