// B1 to B11: what the app is given that it should not be.
import { ofTests } from '../of-tests.ts'
import type { ProofCase } from '../proof-case.ts'

export const badInputCases: readonly ProofCase[] = [
  {
    id: 'B5',
    proves: [],
    title: 'an SSH server that means harm',
    expected: 'no crash, channels refused, questions inert, no credential',
    unit: 'tests',
    usual: 30,
    full: 30,
    measure: ofTests({ files: ['integration/ssh-hostile.test.ts', 'unit/tunnel/login/prompt-text.test.ts'] }),
  },
  {
    id: 'B6',
    proves: [],
    title: 'frames that no client should send',
    expected: 'counted and dropped, the gateway goes on',
    unit: 'frames',
    usual: 100_000,
    full: 1_000_000,
    withinMin: 30,
    measure: async options => (await import('../hostile-frames.ts')).sendHostileFrames(options),
  },
  {
    id: 'B7',
    proves: [],
    title: 'chat content with scripts, addresses, pictures, endless lines',
    expected: '0 scripts, 0 requests, 0 ways out',
    unit: 'tests',
    usual: 4,
    full: 4,
    measure: ofTests({
      files: ['integration/window/chat-hostile.test.ts', 'unit/chat/markdown.test.ts'],
    }),
  },
  {
    id: 'B9.text',
    proves: [],
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
    proves: [],
    title: 'deep links, command lines, links of a running app',
    expected: 'a form to confirm, or nothing',
    unit: 'links and lines',
    usual: 100,
    full: 100,
    measure: ofTests({
      files: [
        'unit/desktop/deep-link.test.ts',
        'unit/desktop/desktop-args.test.ts',
        'unit/cli/read-command.test.ts',
      ],
    }),
  },
]
