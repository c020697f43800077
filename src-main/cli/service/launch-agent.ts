// The gateway, or a node, as a launchd agent of the person (launchd.plist(5)). Pure.
import path from 'node:path'
import { outputFile, serviceName, type ServicePlace, type ServicePlan, type ServiceWish } from './service.ts'
import { escapeXml } from './xml-text.ts'

export function launchAgent(wish: ServiceWish, { home, uid }: ServicePlace): ServicePlan {
  const name = `dev.gangway.${serviceName(wish)}`
  const file = path.posix.join(home, 'Library', 'LaunchAgents', `${name}.plist`)
  const domain = `gui/${uid}`
  return {
    name,
    file,
    text: plist(name, wish),
    begin: [
      // What an earlier install left loaded would make bootstrap fail.
      { argv: ['launchctl', 'bootout', `${domain}/${name}`], mayFail: true },
      { argv: ['launchctl', 'bootstrap', domain, file] },
    ],
    end: [{ argv: ['launchctl', 'bootout', `${domain}/${name}`], mayFail: true }],
    afterwards: [],
    remarks: ['It runs while you are logged in.', `What it says goes to ${outputFile(wish)}`],
  }
}

function plist(name: string, wish: ServiceWish): string {
  const words = wish.command.map(word => `    <string>${escapeXml(word)}</string>`).join('\n')
  const output = escapeXml(outputFile(wish))
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${escapeXml(name)}</string>
  <key>ProgramArguments</key>
  <array>
${words}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>5</integer>
  <key>ExitTimeOut</key>
  <integer>10</integer>
  <key>Umask</key>
  <integer>63</integer>
  <key>StandardOutPath</key>
  <string>${output}</string>
  <key>StandardErrorPath</key>
  <string>${output}</string>
</dict>
</plist>
`
}
