// A system user that exists for one test, because only a real account can log in to a real sshd with a password.
// Needs root; `canMakeUsers` says whether this machine allows it.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { runProgram } from './run-program.ts'

export type ThrowawayUser = { readonly name: string; readonly remove: () => Promise<void> }

export function canMakeUsers(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/sbin/useradd') && existsSync('/etc/pam.d/sshd')
}

export async function makeThrowawayUser(password: string, home: string): Promise<ThrowawayUser> {
  const name = `gwtest${randomBytes(4).toString('hex')}`
  const hash = (await runProgram('openssl', ['passwd', '-6', password])).trim()
  await whenUnlocked('/usr/sbin/useradd', ['-M', '-N', '-d', home, '-s', '/bin/sh', '-p', hash, name])
  return { name, remove: () => whenUnlocked('/usr/sbin/userdel', [name]) }
}

/** Another test may hold the lock on the password file (exit codes 1 and 10), or a session may just be ending (8). */
async function whenUnlocked(program: string, args: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await runProgram(program, args)
      return
    } catch (error) {
      const { code } = error as { code?: number }
      if (attempt === 500 || (code !== 1 && code !== 8 && code !== 10)) throw error
      const { promise, resolve } = Promise.withResolvers<void>()
      setTimeout(resolve, 100)
      await promise
    }
  }
}
