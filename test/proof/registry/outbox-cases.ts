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
import { inParts, ofDeliveries } from '../of-deliveries.ts'
import type { ProofCase } from '../proof-case.ts'

export const outboxCases: readonly ProofCase[] = [
  {
    id: 'X1',
    title: 'the line is cut at a byte of request or answer',
    expected: 'delivered once',
    unit: 'cuts',
    usual: 60,
    full: 1_200,
    measure: ofDeliveries(cutAtEveryByte, 'cuts'),
  },
  {
    id: 'X2',
    title: 'the line is cut at random, a tenth as often as is sent, in three conversations',
    expected: '0 lost, 0 twice, order kept',
    unit: 'messages',
    usual: 400,
    full: 10_000,
    withinMin: 60,
    measure: ofDeliveries(inParts(disconnectAtRandom, 1_000, 3), 'sent'),
  },
  {
    id: 'X3',
    title: 'the sending process is killed at each of six points',
    expected: '0 lost, 0 twice',
    unit: 'kills at each point',
    usual: 10,
    full: 200,
    withinMin: 60,
    // At a random moment the process may have ended before.
    measure: ofDeliveries(inParts(killBetweenSteps, 5, 3), 'rounds', { mayBe: ['endedOtherwise'] }),
  },
  {
    id: 'X4',
    title: 'the gateway restarts, its memory of keys gone, at each of six steps',
    expected: '0 twice without a question',
    unit: 'restarts at each step',
    usual: 100,
    full: 100,
    measure: ofDeliveries(restartGatewayAtEachStep, 'restarts', { each: 6 }),
  },
  {
    id: 'X5',
    title: 'eight absences of four minutes to three days, with messages queued in each',
    expected: '0 lost, 0 twice, order kept',
    unit: 'messages queued in each',
    usual: 50,
    full: 50,
    measure: ofDeliveries(stayAway, 'queuedInEach'),
  },
  {
    id: 'X6',
    title: 'events come twice, out of order or not at all',
    expected: 'the screen is what history says, byte for byte',
    unit: 'events',
    usual: 10_000,
    full: 10_000,
    measure: ofDeliveries(tellEventsInDisorder, 'events'),
  },
  {
    id: 'X7',
    title: 'the disk is full while messages are queued',
    expected: 'it is said, and what was kept arrives',
    unit: 'messages that do not fit',
    usual: 20,
    full: 20,
    measure: ofDeliveries(fillTheDisk, 'refused'),
  },
  {
    id: 'X8',
    title: 'two windows and the command line send at once',
    expected: 'each once',
    unit: 'messages',
    usual: 150,
    full: 1_000,
    measure: ofDeliveries(sendFromEverywhere, 'sent'),
  },
  {
    id: 'X9',
    title: 'random walks against a model',
    expected: 'no counter-example',
    unit: 'walks',
    usual: 500,
    full: 50_000,
    withinMin: 120,
    measure: ofDeliveries(walkAtRandom, 'walks'),
  },
]
