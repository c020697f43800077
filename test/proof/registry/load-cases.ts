// What has to be carried, and how quickly: the amounts and numbers of the load table.
import { connectTenGateways } from '../load/ten-gateways.ts'
import { openChannelsAtOnce } from '../load/channels-at-once.ts'
import { openChannelsInTurn } from '../load/channels-in-turn.ts'
import { startCold, startConnected } from '../load/cold-start.ts'
import { followFastAnswers } from '../load/fast-answers.ts'
import { sendLargeMessages } from '../load/large-messages.ts'
import { lookUpKnownHosts, readLargeConfig } from '../load/large-ssh-files.ts'
import { carryThroughChannel, carryThroughPort, meetStalledReader } from '../load/many-bytes.ts'
import { floodLog } from '../load/log-flood.ts'
import { readLongChat } from '../load/long-chat.ts'
import { hearManyEvents } from '../load/many-events.ts'
import type { ProofCase } from '../proof-case.ts'

export const loadCases: readonly ProofCase[] = [
  {
    id: 'L1',
    title: 'fifty gateways are saved, ten of them connected by the app’s start, then all cut at once',
    expected: 'start of all ≤ 5 s, a key painted within 100 ms (p95) meanwhile',
    unit: 'rounds',
    usual: 3,
    full: 3,
    isAlone: true,
    withinMin: 10,
    measure: connectTenGateways,
  },
  {
    id: 'L2',
    title: 'channels opened at once on one SSH connection, each with its echo (best of five rounds)',
    expected: 'all open ≤ 1 s',
    unit: 'channels',
    usual: 100,
    full: 100,
    isAlone: true,
    measure: openChannelsAtOnce,
  },
  {
    id: 'L3',
    title: 'channels opened, used and ended, by us, at once, or by the far end',
    expected: '0 channels, sockets, handles, listeners, descriptors left; ≤ 32 MiB more',
    unit: 'channels',
    usual: 1_000,
    full: 10_000,
    measure: openChannelsInTurn,
  },
  {
    id: 'L4.channel',
    title: 'bytes down and up through one channel (best of three rounds)',
    expected: 'SHA-256 equal, ≥ 50 MB/s, ≤ 32 MiB more',
    unit: 'MiB each way',
    usual: 64,
    full: 1_024,
    isAlone: true,
    measure: carryThroughChannel,
  },
  {
    id: 'L4.port',
    title: 'bytes down and up through the local port (best of three rounds)',
    expected: 'SHA-256 equal, ≥ 50 MB/s, ≤ 32 MiB more',
    unit: 'MiB each way',
    usual: 64,
    full: 1_024,
    isAlone: true,
    measure: carryThroughPort,
  },
  {
    id: 'L4.slow',
    title: 'a sender without end, and a reader who stands still for three seconds, here and there',
    expected: '≤ 32 MiB more, and it flows again',
    unit: 'directions',
    usual: 2,
    full: 2,
    isAlone: true,
    measure: meetStalledReader,
  },
  {
    id: 'L5',
    title: 'messages of 25 MiB, there and back over SSH through the app’s own connection (the best)',
    expected: '≤ 2 s, each unchanged',
    unit: 'messages',
    usual: 3,
    full: 10,
    isAlone: true,
    measure: sendLargeMessages,
  },
  {
    id: 'L6',
    title:
      'events of a gateway at 5,000 a second, through the browser door into its window, while somebody types',
    expected: '0 lost, 0 gaps, no task of the window > 50 ms of processor, key to frame p95 ≤ 100 ms',
    unit: 'events',
    usual: 25_000,
    full: 300_000,
    isAlone: true,
    measure: hearManyEvents,
  },
  {
    id: 'L7',
    title:
      'five answers at once of 200 tokens a second each, with code and tables: followed, then read in the middle',
    expected: '≥ 55 frames a second, what is read moves ≤ 1 px',
    unit: 'words in each answer',
    usual: 2_000,
    full: 20_000,
    isAlone: true,
    measure: followFastAnswers,
  },
  {
    id: 'L8',
    title:
      'a conversation of many messages on the app’s own gateway: opened and its session found (best of five rounds), scrolled, read to its beginning, scrolled again',
    expected: 'open ≤ 500 ms, ≥ 55 frames a second, found ≤ 200 ms',
    unit: 'messages',
    usual: 5_000,
    full: 100_000,
    isAlone: true,
    measure: readLongChat,
  },
  {
    id: 'L9.hosts',
    title: 'a host looked up in a known_hosts of hashed names, read for the first time (best of five rounds)',
    expected: 'verdict on its key ≤ 250 ms',
    unit: 'lines',
    usual: 50_000,
    full: 50_000,
    isAlone: true,
    measure: lookUpKnownHosts,
  },
  {
    id: 'L9.config',
    title:
      'an ssh_config of many hosts: the list of all, and everything about the last (best of five rounds)',
    expected: 'each ≤ 300 ms',
    unit: 'hosts',
    usual: 5_000,
    full: 5_000,
    isAlone: true,
    measure: readLargeConfig,
  },
  {
    id: 'L10',
    title: 'the app’s log at 10,000 lines a second, secrets of 25 kinds among them, while its window is used',
    expected: '≤ 2,000 lines in memory, five files of 5 MB, 0 secrets, answers and keys p95 ≤ 100 ms',
    unit: 'lines',
    usual: 50_000,
    full: 600_000,
    isAlone: true,
    measure: floodLog,
  },
  {
    id: 'L11',
    title: 'cold starts of the desktop app, without Electron’s own start and Chromium’s (the best)',
    expected: 'tray ≤ 0.8 s, window ≤ 1.5 s',
    unit: 'starts',
    usual: 3,
    full: 7,
    isAlone: true,
    measure: startCold,
  },
  {
    id: 'L11.connected',
    title: 'cold starts of an app that goes back to a gateway over SSH (the best)',
    expected: 'connected ≤ 1.5 s and a handshake',
    unit: 'starts',
    usual: 3,
    full: 7,
    isAlone: true,
    measure: startConnected,
  },
]
