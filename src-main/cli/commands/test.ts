// `gangway test TARGET`: climbs the ladder once and shows how far it came.
import { targetName } from '../../../src-shared/connection.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { credentialsFor } from '../choose-target.ts'
import type { CliContext } from '../context.ts'
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-codes.ts'
import { ladderFailure, ladderLines } from '../ladder-lines.ts'
import { hostsWithRecent } from '../../../src-shared/settings.ts'
import { readRecentTargets } from '../../settings/recent-targets.ts'
import { parseTarget, type TargetOptions } from '../../connection/parse-target.ts'
import { remedyAtEnd } from '../remedy-at-end.ts'
import { readCredentials, type CredentialOptions } from '../read-credentials.ts'
import { withCore } from '../with-core.ts'

export type TestOptions = TargetOptions &
  CredentialOptions & { readonly acceptHostKey?: readonly string[] | undefined }

export async function testTarget(context: CliContext, text: string, options: TestOptions): Promise<ExitCode> {
  const { gatewayPort, engine, tlsFingerprint, identityFile } = options
  const parts = { gatewayPort, engine, tlsFingerprint, identityFile }
  const given = await readCredentials(options)
  return withCore(context, { acceptedHostKeys: options.acceptHostKey }, async core => {
    const hosts = hostsWithRecent(core.settings.app.hosts, await readRecentTargets(context.stateDir))
    const target = parseTarget(text, parts, hosts)
    const shown = given ?? credentialsFor(target, { document: core.settings.document, env: context.env })
    const { credentials } = shown ?? {}
    const ladder = await core.connection.test(target, () => {}, context.signal, { credentials })
    const error = ladderFailure(ladder)
    if (context.output.json) {
      if (error) context.output.failure(error, { target, ladder })
      else context.output.result({ ok: true, target, ladder }, [])
    } else {
      context.output.result({}, [targetName(target, inEnglish), ...ladderLines(ladder)])
      if (error) context.output.note(`\n${remedyAtEnd(error)}`)
    }
    return error ? exitCodeOf(error) : exitCodes.ok
  })
}
