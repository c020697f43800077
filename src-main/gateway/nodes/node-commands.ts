// Which commands a kind of node may offer at all. What is not listed for its platform is never asked of it, whatever it
// declares and whoever approves it; the configuration can widen and narrow the lists.

export type NodeKind = {
  readonly clientId: string
  readonly platform: string
  readonly deviceFamily: string
}

export type CommandPolicy = { readonly allow: readonly string[]; readonly deny: readonly string[] }

type Family = 'linux' | 'windows' | 'macos' | 'ios' | 'android'

const talk = ['talk.ptt.start', 'talk.ptt.stop', 'talk.ptt.cancel', 'talk.ptt.once']
const device = ['device.info', 'device.status']
const canvas = [
  'canvas.present',
  'canvas.hide',
  'canvas.navigate',
  'canvas.eval',
  'canvas.snapshot',
  'canvas.a2ui.push',
  'canvas.a2ui.pushJSONL',
  'canvas.a2ui.reset',
]
/** What any node may offer, however little is known of it. */
const harmless = ['camera.list', 'location.get', 'system.notify', ...talk]
const computer = [
  ...harmless,
  ...device,
  'system.run',
  'system.run.prepare',
  'system.which',
  'system.execApprovals.get',
  'system.execApprovals.set',
  'computer.act',
  'screen.snapshot',
  'browser.proxy',
  'fs.listDir',
  'clipboard.read',
  'clipboard.write',
]
const phone = [...harmless, ...device, ...canvas, 'contacts.search', 'calendar.events', 'photos.latest']

const lists: Readonly<Record<Family, readonly string[]>> = {
  linux: computer,
  windows: computer,
  macos: [...computer, ...canvas],
  ios: phone,
  android: [...phone, 'notifications.list'],
}

/** Commands with which a node's computer is in the caller's hands; approving them takes an administrator. */
const powerful = new Set(computer.filter(command => !harmless.includes(command) && !device.includes(command)))

/** The commands this kind of node may offer under the configuration. */
export function allowedCommands(node: NodeKind, policy: CommandPolicy): ReadonlySet<string> {
  const family = familyOf(node)
  const allowed = new Set([...(family ? lists[family] : harmless), ...policy.allow])
  for (const command of policy.deny) allowed.delete(command)
  return allowed
}

/** The scopes it takes to approve these commands. */
export function scopesToApprove(commands: readonly string[]) {
  if (commands.some(command => powerful.has(command))) return ['operator.pairing', 'operator.admin'] as const
  return commands.length > 0
    ? (['operator.pairing', 'operator.write'] as const)
    : (['operator.pairing'] as const)
}

/** Undefined when what it says of itself does not fit together. */
function familyOf({ clientId, platform, deviceFamily }: NodeKind): Family | undefined {
  const family = familyOfPlatform(platform)
  // The headless host runs on every computer; an app is built for one system and names its device.
  if (clientId === 'node-host') return family
  return family !== undefined && deviceFamily !== '' && clientId === `openclaw-${family}` ? family : undefined
}

function familyOfPlatform(platform: string): Family | undefined {
  const name = platform.trim().toLowerCase()
  if (/^(?:ios|ipados|iphone|ipad)/.test(name)) return 'ios'
  if (name.startsWith('android')) return 'android'
  if (/^(?:darwin|mac)/.test(name)) return 'macos'
  if (name.startsWith('win')) return 'windows'
  return name.startsWith('linux') ? 'linux' : undefined
}
