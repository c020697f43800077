// B1 to B12: what the app is given that it should not be.
import { tamperWithAgent } from '../inputs/agent-replies.ts'
import { damageDatabase } from '../inputs/damaged-database.ts'
import { damageFiles } from '../inputs/damaged-files.ts'
import { damageImports } from '../inputs/damaged-imports.ts'
import { damageGatewayDatabase } from '../inputs/damaged-gateway.ts'
import { damageKeys } from '../inputs/private-keys.ts'
import { askWrongly } from '../inputs/window-questions.ts'
import { ofTests } from '../of-tests.ts'
import type { ProofCase } from '../proof-case.ts'

export const badInputCases: readonly ProofCase[] = [
  {
    id: 'B1',
    title: 'hostile lines for known_hosts, ssh_config and targets (agreement: P11.hosts)',
    expected: 'nothing throws but what is meant to',
    unit: 'lines',
    usual: 100_000,
    full: 1_000_000,
    measure: ofTests({
      files: ['unit/tunnel/hostile-text.test.ts'],
      named: /hostile lines break neither/,
      isCounted: true,
    }),
  },
  {
    id: 'B2',
    title: 'configurations made by hand: cycles, 10 MB, NUL, CRLF, marks (agreement: P11.config)',
    expected: 'read as ssh does or refused; no process is started',
    unit: 'configurations',
    usual: 200,
    full: 200,
    measure: async options => (await import('../inputs/configs-by-hand.ts')).readConfigsByHand(options),
  },
  {
    id: 'B3',
    title: 'private and public keys with bits turned over, bytes changed, ends cut off',
    expected: 'a key or a typed refusal, ≤ 2 s, ≤ 50 MB',
    unit: 'files',
    usual: 20_000,
    full: 20_000,
    measure: damageKeys,
  },
  {
    id: 'B4',
    title: 'answers of an SSH agent, tampered with',
    expected: 'a list or an error of its own',
    unit: 'answers',
    usual: 10_000,
    full: 100_000,
    measure: tamperWithAgent,
  },
  {
    id: 'B5',
    title: 'an SSH server that means harm',
    expected: 'no crash, channels refused, questions inert, no credential',
    unit: 'tests',
    usual: 30,
    full: 30,
    measure: ofTests({ files: ['integration/ssh-hostile.test.ts', 'unit/tunnel/login/prompt-text.test.ts'] }),
  },
  {
    id: 'B6',
    title: 'frames that no client should send',
    expected: 'counted and dropped, the gateway goes on, ≤ 50 MiB more at any moment',
    unit: 'frames',
    usual: 100_000,
    full: 1_000_000,
    withinMin: 30,
    measure: async options => (await import('../hostile-frames.ts')).sendHostileFrames(options),
  },
  {
    id: 'B7',
    title:
      'CommonMark’s own examples, scripts, addresses, beacons, hidden signs, endless lines; read and streamed',
    expected: '0 scripts, 0 requests, 0 ways out; ≤ 50 ms of the processor for a piece',
    unit: 'messages',
    usual: 100,
    full: 964,
    withinMin: 30,
    measure: async options => (await import('../inputs/hostile-chat.ts')).showHostileChat(options),
  },
  {
    id: 'B7.parts',
    title:
      'what makes them harmless: the judges of addresses and pictures, the splitter of blocks, the question',
    expected: 'no address is a link that is none, nothing busies a parser',
    unit: 'tests',
    usual: 91,
    full: 91,
    measure: ofTests({
      files: ['integration/window/chat-hostile.test.ts', 'unit/chat/markdown.test.ts'],
    }),
  },
  {
    id: 'B8',
    title:
      'every question of the table with arguments that none of ours would send, 5 MB, a flood (senders: B8.senders)',
    expected: 'none reaches an answer, the flood is held',
    unit: 'arguments for each question',
    usual: 1_000,
    full: 10_000,
    withinMin: 30,
    measure: askWrongly,
  },
  {
    id: 'B8.senders',
    title: 'names that are none, frames within, other pages, floods of a real window',
    expected: 'none but those of the table reach an answer',
    unit: 'tests',
    usual: 40,
    full: 40,
    measure: ofTests({
      files: ['unit/desktop-api/dispatch.test.ts', 'integration/desktop/checklist.test.ts'],
      named: /E17|is refused|does not reach|larger than|leads to no|flood|no text/,
    }),
  },
  {
    id: 'B9.files',
    title: 'settings, configuration, state and vault files, damaged or led elsewhere',
    expected: 'told or understood; never written over',
    unit: 'files',
    usual: 2_000,
    full: 10_000,
    measure: damageFiles,
  },
  {
    id: 'B9.database',
    title: 'the file of waiting messages, with pages, sectors and bits lost, or cut off',
    expected: 'kept as it is; what is whole goes on waiting, nothing is made up',
    unit: 'files',
    usual: 500,
    full: 2_000,
    measure: damageDatabase,
  },
  {
    id: 'B9.gateway',
    title: 'the gateway’s database, with pages, sectors and bits lost, or cut off',
    expected: 'kept as it is; it starts with what can be read, told with numbers, and nothing is made up',
    unit: 'files',
    usual: 500,
    full: 2_000,
    measure: damageGatewayDatabase,
  },
  {
    id: 'B9.import',
    title:
      'an openclaw.json that is damaged, huge, deep or a link, and names that climb (no archive is taken, so no zip bombs)',
    expected: 'refused, or shown to be confirmed; nothing is kept, and nothing leads out of its folder',
    unit: 'files and names',
    usual: 1_000,
    full: 1_000,
    measure: damageImports,
  },
  {
    id: 'B9.text',
    title: 'broken settings, configuration, state, index and vault',
    expected: 'the last good is kept, nothing overwritten',
    unit: 'tests',
    usual: 5,
    full: 5,
    measure: ofTests({
      files: [
        'unit/settings/settings-store.test.ts',
        'unit/settings/app-state.test.ts',
        'unit/own-gateway.test.ts',
      ],
      named: /broken|breaks|wrong value|damaged|cannot be read/,
    }),
  },
  {
    id: 'B10',
    title: 'links, command lines, what is pasted and what is dragged in: a hundred of each',
    expected: 'a form to confirm, or nothing: no page is left, nothing is run, read or sent',
    unit: 'inputs',
    usual: 400,
    full: 400,
    measure: async options => (await import('../inputs/hostile-starts.ts')).tryHostileStarts(options),
  },
  {
    id: 'B10.forms',
    title: 'good links and command lines, and what the window may load',
    expected: 'a form to confirm, a window, a command',
    unit: 'tests',
    usual: 40,
    full: 40,
    measure: ofTests({
      files: [
        'unit/desktop/deep-link.test.ts',
        'unit/desktop/desktop-args.test.ts',
        'unit/cli/read-command.test.ts',
      ],
    }),
  },
  {
    id: 'B11',
    title:
      'hosts, users, ports and profile names with options, blanks, shell signs, line ends, hidden characters',
    expected: 'refused, or never taken for anything else',
    unit: 'texts',
    usual: 20_000,
    full: 20_000,
    measure: ofTests({
      files: ['unit/tunnel/hostile-text.test.ts'],
      named: /(?:a target|a profile|a port) that is accepted/,
      isCounted: true,
    }),
  },
  {
    id: 'B11.argv',
    title: 'what of them gets to the system’s ssh',
    expected: 'as arguments of their own, the host behind "--"',
    unit: 'tests',
    usual: 7,
    full: 7,
    measure: ofTests({
      files: ['unit/tunnel/system-ssh/system-ssh.test.ts'],
      named: /never gets there|behind|after "--"|strict about keys/,
    }),
  },
  {
    id: 'B12',
    title:
      'updates: unsigned, signed by another, of another system, cut short, led elsewhere, not there, over TLS of nobody',
    expected: 'refused, and the app stays as it is; a slow server only takes longer',
    unit: 'tests',
    usual: 15,
    full: 15,
    measure: ofTests({
      files: ['integration/desktop/updates.test.ts', 'unit/packaging/signed-updates.test.ts'],
      named: /not offered$|is not kept|only take longer|is left alone/,
    }),
  },
]
