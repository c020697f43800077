import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { crashMarksIn } from '../../../src-main/desktop/crash-marks.ts'
import {
  admitReload,
  afterCrash,
  gpuIsToBlame,
  type Reloads,
} from '../../../src-main/desktop/crash-policy.ts'
import { openSpeech } from '../../../src-main/desktop/speech.ts'
import {
  troubleCommand,
  troubleCopiedUrl,
  troublePart,
  troubleUrl,
} from '../../../src-main/desktop/trouble-page.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

const minute = 60_000

test('a window that is gone is loaded again three times in five minutes, and then no more', () => {
  let reloads: Reloads = []
  const allowed = [0, 1, 2, 3, 4.9].map(minutes => {
    const admitted = admitReload(reloads, minutes * minute)
    reloads = admitted.reloads
    return admitted.allowed
  })
  expect(allowed).toEqual([true, true, true, false, false])
  expect(admitReload(reloads, 5 * minute).allowed).toBe(true)
})

test('the third crash of the graphics process is one too many', () => {
  expect([0, 1, 2, 3, 4].map(gpuIsToBlame)).toEqual([false, false, false, true, true])
})

test.each([
  ['the first one', undefined, false, 'relaunch'],
  ['the second within a minute', 1_000_000 - 59_000, false, 'safe-mode'],
  ['the second after more than a minute', 1_000_000 - minute, false, 'relaunch'],
  ['the second within a minute, in safe mode', 1_000_000 - 1000, true, 'give-up'],
  ['a later one in safe mode', 1_000_000 - minute, true, 'relaunch'],
  ['one before which the clock was put back', 1_000_000 + minute, false, 'relaunch'],
] as const)('after a failure nobody caught, %s, follows the right step', (_what, last, isSafeMode, next) => {
  expect(afterCrash(last, 1_000_000, isSafeMode)).toBe(next)
})

describe('what one run leaves for the next', () => {
  let dir: TempDir
  beforeEach(async () => {
    dir = await makeTempDir('marks')
  })
  afterEach(() => dir.remove())

  test('is nothing when nothing happened', () => {
    const marks = crashMarksIn(dir.path)
    expect(marks.lastCrashAt()).toBeUndefined()
    expect(marks.avoidsGpu('1.0.0')).toBe(false)
  })

  test('is the time of the last crash', () => {
    crashMarksIn(dir.path).markCrash(1234)
    expect(crashMarksIn(dir.path).lastCrashAt()).toBe(1234)
  })

  test('is which version does without the graphics processor, until there is another', () => {
    crashMarksIn(dir.path).markGpu('1.0.0')
    expect(crashMarksIn(dir.path).avoidsGpu('1.0.0')).toBe(true)
    expect(crashMarksIn(dir.path).avoidsGpu('1.0.1')).toBe(false)
    expect(crashMarksIn(dir.path).avoidsGpu('1.0.0')).toBe(false)
  })

  test.each(['', 'yesterday', 'NaN', '\0'])('is not believed when it makes no sense: %j', async text => {
    await writeFile(path.join(dir.path, 'last-crash'), text)
    expect(crashMarksIn(dir.path).lastCrashAt()).toBeUndefined()
  })
})

describe('the page after too many crashes', () => {
  const html = (report: string, at = '/trouble.html') =>
    troublePart(at, () => report, openSpeech())?.body.toString() ?? ''

  test('shows the report as text, whatever is in it', () => {
    const page = html('<script>alert(1)</script> "&\'')
    expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62; &#34;&#38;&#39;')
    expect(page).not.toContain('<script')
  })

  test('needs no script, no inline style and nothing from elsewhere', () => {
    const page = html('report')
    expect(page).not.toMatch(/<script|style=|<style| on\w+=|https?:|javascript:/)
    expect(troublePart('/trouble.css', () => '', openSpeech())?.type).toBe('text/css; charset=utf-8')
  })

  test('says that the report is copied', () => {
    expect(html('report')).toContain('Copy the report')
    expect(html('report', '/trouble-copied.html')).toContain('The report is copied')
  })

  test('speaks by its links, each of which is one command', () => {
    const links = [...html('report').matchAll(/<a href="([^"]+)"/g)].map(
      ([, href]) => `app://main${href ?? ''}`,
    )
    expect(links.map(link => troubleCommand(troubleUrl, link))).toEqual(['restart', 'safe-mode', 'copy'])
    expect(links.map(link => troubleCommand(troubleCopiedUrl, link))).toEqual([
      'restart',
      'safe-mode',
      'copy',
    ])
  })

  test('is the only one that may', () => {
    for (const page of ['app://main/index.html', 'https://main/trouble.html', `${troubleUrl}#`, ''])
      expect(troubleCommand(page, 'app://main/trouble/restart')).toBeUndefined()
    for (const url of [
      'app://main/trouble/',
      'app://main/trouble/format',
      'app://main/trouble/restart?now',
      '',
    ])
      expect(troubleCommand(troubleUrl, url)).toBeUndefined()
  })

  test('is no page of any other address', () => {
    for (const at of ['/trouble', '/trouble.html/', '/index.html', '/trouble/restart', ''])
      expect(troublePart(at, () => '', openSpeech())).toBeUndefined()
  })
})
