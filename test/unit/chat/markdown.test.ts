import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  embeddedPicture,
  pictureOf,
  safeLink,
  saysOtherHost,
} from '../../../src-renderer/chat/markdown/safe-url.ts'
import { blockSplitter } from '../../../src-renderer/chat/markdown/split-blocks.ts'

const document =
  '# Title\n\nSome *text*\nof two lines.\n\n- a\n- b\n\n  more of b\n\n```js\nlet x = 1\n\nlet y = 2\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> said\n> so\n\nThe end [of it][ref].\n\n[ref]: https://example.com/there\n'

describe('blocks of a text', () => {
  test('are its top-level parts, code by itself', () => {
    const blocks = blockSplitter()('# Title\n\ntext\n\n```js\nlet x\n```\n\n- a\n\n  b\n')
    expect(blocks).toEqual([
      { kind: 'markdown', text: '# Title' },
      { kind: 'paragraph', text: 'text' },
      { kind: 'code', language: 'js', code: 'let x' },
      { kind: 'markdown', text: '- a\n\n  b\n' },
    ])
  })

  test('that are done stay the same objects while the text grows', () => {
    const split = blockSplitter()
    const before = split('# Title\n\none\n\ntwo\n\nthr')
    const after = split('# Title\n\none\n\ntwo\n\nthree')
    expect(after.map((block, i) => block === before[i])).toEqual([true, true, true, false])
    expect(split('# Title\n\none\n\ntwo\n\nthree')).toBe(after)
  })

  test('come out the same however the text arrives', () => {
    const whole = blockSplitter()(document)
    fc.assert(
      fc.property(fc.array(fc.nat({ max: document.length }), { maxLength: 12 }), cuts => {
        const split = blockSplitter()
        for (const cut of cuts.sort((a, b) => a - b)) split(document.slice(0, cut))
        expect(split(document)).toEqual(whole)
      }),
    )
  })

  test('start over when the text was replaced', () => {
    const split = blockSplitter()
    split(document)
    expect(split('other')).toEqual([{ kind: 'paragraph', text: 'other' }])
  })

  test.each([
    '*a*',
    'a_b_',
    'see https://a.example',
    'www.a.example',
    'me@a.example',
    'a  \nb',
    'a &amp; b',
    'x ~~y~~',
    'b\n=',
    '`c`',
    '[a]',
    '\\*',
    '<b>',
    '![x](y)',
  ])('with any mark go to the parser: %j', text => {
    expect(blockSplitter()(text)[0]?.kind).toBe('markdown')
  })

  test('an unfinished code block is code already', () => {
    expect(blockSplitter()('```py\nprint(1)\n')).toEqual([{ kind: 'code', language: 'py', code: 'print(1)' }])
  })

  test('line ends of other systems are line ends', () => {
    expect(blockSplitter()('a\r\n\r\nb\rc')).toEqual([
      { kind: 'paragraph', text: 'a' },
      { kind: 'paragraph', text: 'b\nc' },
    ])
  })

  test('an address that is named in another block comes along', () => {
    const blocks = blockSplitter()('See [this][x].\n\n[x]: https://example.com\n')
    expect(blocks[0]).toEqual({ kind: 'markdown', text: 'See [this][x].\n\n[x]: https://example.com' })
  })

  test.each([
    ['one endless line', 'x'.repeat(1_000_000)],
    ['ten thousand quotes', `${'>'.repeat(10_000)} x`],
    ['lists in lists in lists', '- '.repeat(5_000)],
    ['opening brackets', '['.repeat(11_000)],
    ['stars and more stars', '*a **b '.repeat(1_700)],
    ['half-open comments', '<!--'.repeat(3_000)],
    ['ampersands', '&'.repeat(12_000)],
    ['a table as wide as a house', `${'|a'.repeat(3_000)}|\n${'|-'.repeat(3_000)}|`],
  ])('that would keep a parser busy are shown as written: %s', (_name, text) => {
    expect(blockSplitter()(text).every(block => block.kind === 'plain')).toBe(true)
  })

  test('nothing is lost and nothing throws, whatever the text', () => {
    const part = fc.constantFrom(
      '# ',
      '- ',
      '> ',
      '```\n',
      '\n',
      '\n\n',
      '|',
      '---',
      '    ',
      '[a]: b',
      'word ',
      '1. ',
    )
    const count = (text: string) => text.split('word').length
    fc.assert(
      fc.property(fc.array(part), parts => {
        const text = parts.join('')
        const blocks = blockSplitter()(text)
        const shown = blocks.map(block => (block.kind === 'code' ? block.code : block.text)).join('\n')
        expect(count(shown)).toBeGreaterThanOrEqual(count(text))
      }),
    )
  })
})

describe('addresses', () => {
  test.each([
    ['https://example.com/a?b#c', 'example.com', true],
    ['https://EXAMPLE.com:8443', 'example.com:8443', true],
    ['http://example.com', 'example.com', false],
    ['https://bücher.example', 'xn--bcher-kva.example', true],
    ['https://аpple.com', 'xn--pple-43d.com', true],
    ['mailto:maria@example.com', 'maria@example.com', true],
  ])('%s leads to %s', (text, host, canOpen) => {
    expect(safeLink(text)).toMatchObject({ host, canOpen })
  })

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'smb://host/share',
    'ms-msdt:/id',
    'blob:https://example.com/1',
    'about:blank',
    'ws://example.com',
    'ftp://example.com',
    'tel:123',
    'chrome://settings',
    'app://main/index.html',
    'https://user:secret@example.com',
    'https://user@example.com',
    'https:\\\\example.com',
    'https://example.com\\@evil.com',
    '//example.com',
    '/connect',
    '#/settings',
    '?x',
    '',
    'https://',
    'https://exa\u202Emple.com',
    'https://example.com/\u200B',
    'https://example.com/\u2066x',
    `https://example.com/${'a'.repeat(3_000)}`,
    'view-source:https://example.com',
    'intent://x#Intent;end',
  ])('%j is no link', text => {
    expect(safeLink(text)).toBeUndefined()
  })

  test('words that name another host than the link are told apart', () => {
    const evil = safeLink('https://evil.example/bank.com')!
    expect(saysOtherHost('https://bank.com/login', evil)).toBe(true)
    expect(saysOtherHost('bank.com', evil)).toBe(true)
    expect(saysOtherHost('my bank', evil)).toBe(false)
    expect(saysOtherHost('evil.example', evil)).toBe(false)
    expect(saysOtherHost('www.evil.example/x', evil)).toBe(false)
    expect(saysOtherHost('https://evil.example/bank.com', evil)).toBe(false)
    expect(saysOtherHost('maria@bank.com', safeLink('mailto:eve@evil.example')!)).toBe(true)
  })
})

describe('pictures', () => {
  test.each([
    'data:image/png;base64,iVBO',
    'data:image/jpeg;base64,/9j/',
    'data:image/gif;base64,R0lG',
    'data:image/webp;base64,UklG',
  ])('%s is shown', src => {
    expect(embeddedPicture(src)).toBe(src)
  })

  test.each([
    'https://example.com/a.png',
    'http://127.0.0.1/a.png',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'data:image/svg+xml,<svg onload=alert(1)>',
    'data:text/html;base64,PGI+',
    'data:image/png;base64,not base64!',
    'data:image/png,raw',
    'data:image/png;charset=x;base64,iVBO',
    'blob:https://example.com/1',
    'file:///a.png',
    '',
    `data:image/png;base64,${'A'.repeat(12_000_001)}`,
  ])('%.60s is not', src => {
    expect(embeddedPicture(src)).toBeUndefined()
  })

  test('an attachment is shown by its type, and only when it is one', () => {
    expect(pictureOf('image/png', 'iVBO')).toBe('data:image/png;base64,iVBO')
    expect(pictureOf('image/svg+xml', 'PHN2Zz4=')).toBeUndefined()
    expect(pictureOf('image/png', '"><script>')).toBeUndefined()
    expect(pictureOf('image/png', undefined)).toBeUndefined()
  })
})
