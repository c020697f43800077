// Fails when the pinned Electron is older than what its makers still mend. `node scripts/check-electron.ts FILE` reads
// newer facts (`npm view electron time --json`) than those checked in.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { electronIsOld, supportedMajors } from './electron-support.ts'

const file = process.argv[2] ?? path.join(import.meta.dirname, 'electron-support.json')
const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string }
const today = new Date().toISOString().slice(0, 10)
const problem = electronIsOld(version, supportedMajors(JSON.parse(readFileSync(file, 'utf8')), today))
console.log(problem ?? `Electron ${version} is supported.`)
if (problem) process.exitCode = 1
