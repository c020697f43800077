// P12: what the app costs while nothing happens, as Linux tells: processor time, memory, and how often it wakes up.
import { readdir, readFile } from 'node:fs/promises'
import { restAfterMs } from '../../../src-main/desktop/window-rest.ts'
import { descendants } from '../../support/process-tree.ts'
import { runProgram } from '../../support/run-program.ts'
import type { Measure } from '../proof-case.ts'
import { openApp } from './app-run.ts'

const limits = { cpuPercent: 0.5, residentMiB: 250, wakeUpsPerSecond: 2 }
/** Until what a start leaves to do is done. */
const settleMs = 15_000

/** `amount` seconds in the tray, not connected, once the window has been closed for so long that its page has ended. */
export const measureIdle: Measure = async ({ amount: seconds }) => {
  const app = await openApp()
  try {
    await app.windowShown()
    await app.hideWindow()
    await pause(restAfterMs)
    await pause(settleMs)
    const processes = [app.pid, ...(await descendants(app.pid))]
    const ticks = Number(await runProgram('getconf', ['CLK_TCK']))
    const before = await usage(app.pid)
    await pause(seconds * 1000)
    const after = await usage(app.pid)
    const numbers = {
      'CPU %': (100 * (after.ticks - before.ticks)) / ticks / seconds,
      'wake-ups/s': (after.wakeUps - before.wakeUps) / seconds,
      'MiB in all': await sum(processes),
      processes: processes.length,
    }
    const failures: string[] = []
    if (numbers['CPU %'] > limits.cpuPercent) failures.push(`CPU ${numbers['CPU %'].toFixed(2)} %`)
    if (numbers['wake-ups/s'] > limits.wakeUpsPerSecond)
      failures.push(`${numbers['wake-ups/s'].toFixed(1)} wake-ups a second`)
    const total = numbers['MiB in all']
    if (total > limits.residentMiB) failures.push(`${Math.round(total)} MiB in all`)
    if (processes.length > 1) failures.push(`${processes.length - 1} processes beside the app's own`)
    return { played: seconds, passed: failures.length === 0 ? seconds : 0, failures, numbers }
  } finally {
    await app.close()
  }
}

/** Of all threads of one process. */
async function usage(pid: number): Promise<{ ticks: number; wakeUps: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // Behind the name, which may hold blanks: state is the first, utime and stime are the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const threads = await Promise.all(
    (await readdir(`/proc/${pid}/task`)).map(id => readFile(`/proc/${pid}/task/${id}/status`, 'utf8')),
  )
  const wakeUps = threads.map(text => Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(text)?.[1] ?? 0))
  return {
    ticks: Number(fields[11]) + Number(fields[12]),
    wakeUps: wakeUps.reduce((all, each) => all + each, 0),
  }
}

/** Pages that are shared count in parts, so that a sum is what the computer has less. */
async function residentMiB(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024
}

async function sum(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(pids.map(residentMiB))
  return each.reduce((all, one) => all + one, 0)
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms)
  })
}
