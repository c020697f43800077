// What the tests need beyond npm: found on this system, or installed (Debian, as root), or named.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const needs = [
  { program: 'sshd', package: 'openssh-server' },
  { program: 'ssh', package: 'openssh-client' },
  { program: 'ssh-agent', package: 'openssh-client' },
  { program: 'chromium', package: 'chromium' },
  // Draws the tests' pages in three fifths of the time; without it chromium does.
  { program: 'chromium-headless-shell', package: 'chromium-headless-shell', canDoWithout: true },
  { program: 'gnome-keyring-daemon', package: 'gnome-keyring' },
  { program: 'dbus-run-session', package: 'dbus-daemon' },
  // A desktop without a screen, for what a node lends of one.
  { program: 'Xvfb', package: 'xvfb' },
  { program: 'xclip', package: 'xclip' },
  { program: 'scrot', package: 'scrot' },
  { program: 'notify-send', package: 'libnotify-bin' },
  { program: 'dunst', package: 'dunst' },
]

const places = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin']

function missing() {
  return needs.filter(need => !places.some(place => existsSync(path.join(place, need.program))))
}

/** Makes sure that every program is there; returns a sentence when it cannot. */
export function installSystemPackages() {
  // Elsewhere the suites that need one of these name it themselves; what can be found is used.
  if (process.platform !== 'linux' || missing().length === 0) return undefined
  const canInstall = existsSync('/etc/debian_version') && process.getuid?.() === 0
  if (canInstall) install(missing())
  const lacking = missing().filter(need => !need.canDoWithout)
  if (lacking.length === 0) return undefined
  const command = `apt-get install -y ${packagesOf(lacking).join(' ')}`
  return canInstall
    ? `Could not install ${packagesOf(lacking).join(', ')} (${command}).`
    : `The tests need ${lacking.map(need => need.program).join(', ')}. On Debian: sudo ${command}`
}

function packagesOf(lacking) {
  return [...new Set(lacking.map(need => need.package))]
}

function install(lacking) {
  const packages = packagesOf(lacking)
  process.stderr.write(`Installing for the tests: ${packages.join(', ')}…\n`)
  const options = {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    // Longer than any mirror takes that still answers.
    timeout: 15 * 60_000,
  }
  // Another apt may be at work, and mirrors fail now and then.
  const patient = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3']
  spawnSync('apt-get', [...patient, 'update'], options)
  spawnSync('apt-get', [...patient, 'install', '-y', '--no-install-recommends', ...packages], options)
}
