import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refuseAttachment, refuseMessage, sayBytes } from '../../../src-renderer/chat/attachment-limits.ts'
import { commandBeingTyped, matchCommands, readCommands } from '../../../src-shared/chat-commands.ts'
import {
  applySessionsChanged,
  nameOfKey,
  readSessionPage,
  searchSessions,
  sortSessions,
} from '../../../src-shared/chat-sessions.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { say, type Said } from '../../../src-shared/said.ts'

const page = readSessionPage({
  sessions: [
    { key: 'agent:main:main', updatedAt: 5, lastMessagePreview: 'one\n  two' },
    {
      key: 'agent:main:dashboard:1',
      label: 'Boat',
      displayName: 'x',
      derivedTitle: 'y',
      updatedAt: 9,
      unread: true,
    },
    {
      key: 'agent:main:dashboard:2',
      derivedTitle: 'What to cook',
      updatedAt: 7,
      hasActiveRun: true,
      pinned: true,
    },
    { key: 'agent:main:old', archived: true },
    { noKey: true },
    'nonsense',
  ],
  hasMore: true,
  nextOffset: 6,
})!

describe('the list of sessions', () => {
  test('names each by label, name, derived title or key', () => {
    expect(page.rows.map(row => row.title)).toEqual(['main', 'Boat', 'What to cook'])
    expect(page).toMatchObject({ hasMore: true, nextOffset: 6 })
    expect(page.rows[0]?.preview).toBe('one two')
  })

  test('has the pinned first and then the newest', () => {
    expect(sortSessions(page.rows).map(row => row.title)).toEqual(['What to cook', 'Boat', 'main'])
  })

  test('finds every word, in name, key or preview', () => {
    expect(searchSessions(page.rows, 'COOK what').map(row => row.title)).toEqual(['What to cook'])
    expect(searchSessions(page.rows, 'two').map(row => row.title)).toEqual(['main'])
    expect(searchSessions(page.rows, 'dashboard').length).toBe(2)
    expect(searchSessions(page.rows, 'none of it')).toEqual([])
  })

  test.each([
    ['agent:main:telegram:dm:42', 'telegram dm 42'],
    ['agent:research:main', 'research'],
    ['agent:research:notes', 'notes (research)'],
    ['agent:main:dashboard:5f0c1c4e-0000-4000-8000-000000000001', ''],
    ['global', 'global'],
  ])('%s is called %s', (key, name) => {
    expect(nameOfKey(key)).toBe(name)
  })

  test('follows what changes, and says when it has to be read again', () => {
    const running = applySessionsChanged(page.rows, {
      sessionKey: 'agent:main:main',
      reason: 'send',
      hasActiveRun: true,
      ts: 11,
    })
    expect(running.rows[0]).toMatchObject({
      isActive: true,
      updatedAt: 11,
      title: 'main',
      preview: 'one two',
    })
    expect(running.stale).toBe(true)
    const renamed = applySessionsChanged(page.rows, {
      sessionKey: 'agent:main:dashboard:1',
      session: { label: 'Ship', lastMessagePreview: 'aye', unread: false },
    })
    expect(renamed.rows[1]).toMatchObject({ title: 'Ship', label: 'Ship', preview: 'aye', isUnread: false })
    expect(renamed.stale).toBe(false)
    const gone = applySessionsChanged(page.rows, { sessionKey: 'agent:main:dashboard:1', reason: 'delete' })
    expect(gone.rows.map(row => row.title)).toEqual(['main', 'What to cook'])
    const unknown = applySessionsChanged(page.rows, { sessionKey: 'agent:main:new', reason: 'create' })
    expect(unknown).toEqual({ rows: page.rows, stale: true })
  })

  test('takes anything without falling over', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything({ withNullPrototype: true }), (list, change) => {
        readSessionPage(list)
        readSessionPage({ sessions: [list, change] })
        applySessionsChanged(page.rows, change)
        readCommands({ commands: [list, change] })
      }),
    )
  })
})

describe('slash commands', () => {
  const commands = readCommands({
    commands: [
      { name: 'help', textAliases: ['/help', '/?'], description: 'Help', scope: 'both', acceptsArgs: false },
      { name: 'think', description: 'Think', scope: 'text', acceptsArgs: true, args: [{ name: 'level' }] },
      { name: 'new-thing', scope: 'text', acceptsArgs: false },
      { name: 'hidden', scope: 'native', acceptsArgs: false },
      { name: 'bad name', scope: 'text' },
      7,
    ],
  })

  test('are read with their names as they are typed', () => {
    expect(commands.map(command => [command.name, command.argsHint])).toEqual([
      ['/help', ''],
      ['/think', '<level>'],
      ['/new-thing', ''],
    ])
  })

  test.each([
    ['/', 1, '/'],
    ['/He', 3, '/he'],
    ['/he', 2, undefined],
    ['/help ', 6, undefined],
    ['say /he', 7, undefined],
    ['/usr/bin', 8, undefined],
    ['', 0, undefined],
  ])('of %j with the caret at %d the part %j is being typed', (text, caret, typed) => {
    expect(commandBeingTyped(text, caret)).toBe(typed)
  })

  test('fit by their beginning first, then by what they contain', () => {
    expect(matchCommands(commands, '/th').map(command => command.name)).toEqual(['/think', '/new-thing'])
    expect(matchCommands(commands, '/?').map(command => command.name)).toEqual(['/help'])
    expect(matchCommands(commands, '/').length).toBe(3)
    expect(matchCommands(commands, '/zzz')).toEqual([])
  })
})

describe('what the gateway takes', () => {
  const limits = { maxAttachmentBytes: 19_464_192, maxImageBytes: 6_291_456, maxPayloadBytes: 26_214_400 }
  const file = (name: string, mimeType: string, bytes: number) => ({ name, mimeType, bytes })

  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1,023 bytes'],
    [1024, '1 KB'],
    [6_291_456, '6 MB'],
    [1_500_000, '1.4 MB'],
    [26_214_400, '25 MB'],
  ])('%d is said as %s', (bytes, words) => {
    expect(sayBytes(bytes, inEnglish)).toBe(words)
  })

  const inWords = (refusal: Said | undefined) => refusal && say(refusal, inEnglish)

  test('is refused with the numbers', () => {
    expect(refuseAttachment(file('a.png', 'image/png', 6_291_456), [], limits)).toBeUndefined()
    expect(inWords(refuseAttachment(file('a.png', 'image/png', 6_291_457), [], limits))).toBe(
      'a.png is 6 MB. This gateway takes pictures of 6 MB at most.',
    )
    expect(inWords(refuseAttachment(file('a.zip', 'application/zip', 20_000_000), [], limits))).toBe(
      'a.zip is 19.1 MB. This gateway takes files of 18.6 MB at most.',
    )
    expect(
      inWords(
        refuseAttachment(
          file('b.zip', 'application/zip', 10_000_000),
          [file('a.zip', 'application/zip', 10_000_000)],
          limits,
        ),
      ),
    ).toMatch(/25\.4 MB.*25 MB in all/)
    expect(inWords(refuseAttachment(file('a.txt', 'text/plain', 0), [], limits))).toBe('a.txt is empty.')
  })

  test('counts the text as well, as it is on the wire', () => {
    expect(refuseMessage('x'.repeat(26_000_000), [], limits)).toBeUndefined()
    expect(inWords(refuseMessage('\u0001'.repeat(5_000_000), [], limits))).toMatch(/28\.6 MB.*25 MB/)
  })
})
