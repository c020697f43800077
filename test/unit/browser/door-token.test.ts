import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { openDoorToken } from '../../../src-main/browser/door-token.ts'

const day = 24 * 60 * 60 * 1000

test('the one-time token opens once', () => {
  const door = openDoorToken(randomBytes(32), 4000)
  expect(door.redeem(door.oneTime)).toBeDefined()
  expect(door.redeem(door.oneTime)).toBeUndefined()
})

test.each(['', 'x', ' '])('a wrong token (%j) opens nothing and does not spend the right one', wrong => {
  const door = openDoorToken(randomBytes(32), 4000)
  expect(door.redeem(wrong)).toBeUndefined()
  expect(door.redeem(door.oneTime.slice(0, -1))).toBeUndefined()
  expect(door.redeem(door.oneTime)).toBeDefined()
})

test('a signed-in page stays so when the door restarts on the same port', () => {
  const secret = randomBytes(32)
  const before = openDoorToken(secret, 4000)
  const keys = before.redeem(before.oneTime)
  const after = openDoorToken(secret, 4000)
  expect(after.cookieIsGood(keys?.cookie)).toBe(true)
  expect(after.pageKeyIsGood(keys?.cookie, keys?.pageKey)).toBe(true)
  expect(after.oneTime).not.toBe(before.oneTime)
})

test('the keys of one port or one state directory open no other', () => {
  const secret = randomBytes(32)
  const door = openDoorToken(secret, 4000)
  const keys = door.redeem(door.oneTime)
  expect(openDoorToken(secret, 4001).cookieIsGood(keys?.cookie)).toBe(false)
  expect(openDoorToken(randomBytes(32), 4000).cookieIsGood(keys?.cookie)).toBe(false)
})

test('the cookie alone does not open the socket, nor does the key of another session', () => {
  const secret = randomBytes(32)
  const door = openDoorToken(secret, 4000)
  const other = openDoorToken(secret, 4000)
  const keys = door.redeem(door.oneTime)
  const othersKeys = other.redeem(other.oneTime)
  expect(door.pageKeyIsGood(keys?.cookie, undefined)).toBe(false)
  expect(door.pageKeyIsGood(keys?.cookie, 'none')).toBe(false)
  expect(door.pageKeyIsGood(keys?.cookie, othersKeys?.pageKey)).toBe(false)
  expect(door.pageKeyIsGood(undefined, keys?.pageKey)).toBe(false)
  expect(door.pageKeyIsGood(keys?.cookie, keys?.pageKey)).toBe(true)
})

test('a session ends after thirty days', () => {
  let now = Date.UTC(2026, 0, 1)
  const door = openDoorToken(randomBytes(32), 4000, () => now)
  const keys = door.redeem(door.oneTime)
  now += 29 * day
  expect(door.cookieIsGood(keys?.cookie)).toBe(true)
  now += 2 * day
  expect(door.cookieIsGood(keys?.cookie)).toBe(false)
})

test.each(['', '.', '..', '1.2.3', 'NaN.x.y', '9999999999999.a.b', 'a'.repeat(5000)])(
  'a made-up cookie (%.20j) is refused',
  cookie => {
    expect(openDoorToken(randomBytes(32), 4000).cookieIsGood(cookie)).toBe(false)
  },
)
