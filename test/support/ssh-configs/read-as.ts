// One configuration read by our reader or by the system's ssh, as plain data.
import { isAppError } from '../../../src-shared/errors.ts'
import { resolveSshHost, type SshHost } from '../../../src-main/tunnel/ssh-config/ssh-host.ts'

export type Question = { readonly target: string; readonly userFile: string }

export type Reading = {
  readonly host: Readonly<Record<string, unknown>>
  readonly refusal: string | undefined
  /** So many were asked for. */
  readonly processes: number
}

/** Everything of the host but who resolved it, or why it was refused. */
export async function readAs(
  target: string,
  userFile: string,
  ssh: string | null,
): Promise<Omit<Reading, 'processes'>> {
  try {
    const { resolvedBy: _, ...host }: SshHost = await resolveSshHost(
      target,
      { userFile, ssh },
      new AbortController().signal,
    )
    return { host, refusal: undefined }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { host: {}, refusal: error.message }
  }
}
