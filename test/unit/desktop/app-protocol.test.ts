import { expect, test } from 'vitest'
import { answerAppRequest, pageUrl } from '../../../src-main/desktop/app-protocol.ts'
import { pageFile } from '../../../src-main/page/page-files.ts'

const files = new Map([
  ['/index.html', pageFile('index.html', Buffer.from('<!doctype html>'))],
  ['/assets/index-AbCd1234.js', pageFile('index-AbCd1234.js', Buffer.from('export {}'))],
])
const get = (url: string, method = 'GET') => answerAppRequest({ method, url }, files)

test('the page comes with its type and the whole policy as a header', async () => {
  const answer = get(`${pageUrl}#/chat`)
  expect(answer.status).toBe(200)
  expect(await answer.text()).toBe('<!doctype html>')
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(answer.headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
      "connect-src 'self'; media-src blob:; worker-src 'self'; frame-src 'none'; object-src 'none'; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  )
})

test('a part of the page is found, with a query or without', () => {
  expect(get('app://main/assets/index-AbCd1234.js').status).toBe(200)
  expect(get('app://main/assets/index-AbCd1234.js?v=1').status).toBe(200)
})

test('a refusal carries the policy too', () => {
  expect(get('app://main/none.js').headers.get('content-security-policy')).toContain("default-src 'none'")
})

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'get'])('%s is not answered', method => {
  expect(get(pageUrl, method).status).toBe(405)
})

test('HEAD is answered without the body', async () => {
  const answer = get(pageUrl, 'HEAD')
  expect([answer.status, await answer.text()]).toEqual([200, ''])
})

/** Ways to write "up", and what lies between two of them. */
const ups = [
  '..',
  '%2e%2e',
  '%2E%2E',
  '.%2e',
  '%2e.',
  '%252e%252e',
  '..;',
  '..%00',
  '%c0%ae%c0%ae',
  '\u2025',
  '．．',
]
const slashes = ['/', '%2f', '%2F', '%5c', '\\', '//', '/./', '%252f']
const goals = ['etc/passwd', 'main/main.js', 'package.json', 'preload/desktop.cjs']

const climbs = ups.flatMap(up =>
  slashes.flatMap(slash => goals.map(goal => `app://main/${up}${slash}${up}${slash}${goal}`)),
)
const others = [
  'app://main',
  'app://main/',
  'app:///index.html',
  'app://other/index.html',
  'app://main:80/index.html',
  'app://main.evil/index.html',
  'app://user@main/index.html',
  'APP://main/index.html',
  'app://MAIN/index.html',
  'app://main/INDEX.HTML',
  'app://main/Index.html',
  'app://main//index.html',
  'app://main/./index.html',
  'app://main/index.html/',
  'app://main/index.html/..',
  'app://main/index.html.',
  'app://main/index.html%00',
  'app://main/index.html\0.js',
  'app://main/index.html%20',
  'app://main/%69ndex.html',
  'app://main/index%2ehtml',
  'app://main/index.html::$DATA',
  'app://main/assets',
  'app://main/assets/',
  'app://main/assets/../index.html',
  'app://main/assets%2findex-AbCd1234.js',
  'app://main/assets\\index-AbCd1234.js',
  'app://main/__proto__',
  'app://main/constructor',
  'app://main/toString',
  'file:///etc/passwd',
  'https://main/index.html',
  '/index.html',
  '',
  `app://main/${'a/'.repeat(10_000)}`,
]

test(`no other spelling reaches a file (${climbs.length + others.length} tried)`, () => {
  expect(climbs.length + others.length).toBeGreaterThan(200)
  expect([...climbs, ...others].filter(url => get(url).status !== 404)).toEqual([])
})
