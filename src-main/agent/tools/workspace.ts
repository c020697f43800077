// The folder in which a model may read and write, and the only one. Paths come from a model: none leads out of it, not
// with `..`, not as an absolute path, not through a symbolic link.
import { constants } from 'node:fs'
import { mkdir, open, realpath, stat, type FileHandle } from 'node:fs/promises'
import path from 'node:path'

export type Workspace = { readonly root: string }

/** A path that leads out, or something there that is in the way. The message is for the model. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError'
}

// On Windows the last two are undefined, which counts as 0 here; nothing blocks on opening there.
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** Where the path really is, which is inside; what it names must exist. Errors: WorkspaceError. */
export async function realPathInside(workspace: Workspace, given: string): Promise<string> {
  const root = await realRoot(workspace)
  const wanted = lexicallyInside(workspace, root, given)
  const real = await realpath(wanted).catch(cannot(given))
  if (!isInside(root, real)) throw new WorkspaceError(`${given} leads out of the workspace.`)
  return real
}

/**
 * Where a file of that path is to be written: an existing file's real place, or the place it will have. Its folder is
 * made. Errors: WorkspaceError.
 */
export async function placeInside(workspace: Workspace, given: string): Promise<string> {
  const root = await realRoot(workspace)
  const wanted = lexicallyInside(workspace, root, given)
  if (wanted === root) throw new WorkspaceError(`${given} is the workspace itself.`)
  const existing = await realpath(wanted).catch(() => undefined)
  if (existing !== undefined) {
    if (!isInside(root, existing)) throw new WorkspaceError(`${given} leads out of the workspace.`)
    return existing
  }
  const folder = await makeFolder(root, path.dirname(wanted), given)
  return path.join(folder, path.basename(wanted))
}

/** Opens a file for reading, nothing else: no folder, no device, no pipe. The caller closes it. Errors: WorkspaceError. */
export async function openInside(workspace: Workspace, given: string): Promise<FileHandle> {
  const real = await realPathInside(workspace, given)
  const handle = await open(real, readFlags).catch(cannot(given))
  try {
    const opened = await handle.stat()
    if (!opened.isFile()) throw new WorkspaceError(`${given} is not a file.`)
    // Somebody could have put a link in the way after it was looked at.
    const there = await stat(await realPathInside(workspace, given))
    if (there.ino !== opened.ino || there.dev !== opened.dev)
      throw new WorkspaceError(`${given} has just changed.`)
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** The path as the model writes it: relative to the workspace, with slashes. */
export async function relativeInside(workspace: Workspace, real: string): Promise<string> {
  const relative = path.relative(await realRoot(workspace), real)
  return relative === '' ? '.' : relative.split(path.sep).join('/')
}

async function realRoot({ root }: Workspace): Promise<string> {
  await mkdir(root, { recursive: true, mode: 0o700 }).catch(cannot('the workspace folder'))
  return realpath(root).catch(cannot('the workspace folder'))
}

function lexicallyInside(workspace: Workspace, root: string, given: string): string {
  if (given.includes('\0')) throw new WorkspaceError('A path has no NUL in it.')
  // On Windows a colon names a drive, or a second stream of a file.
  const local = process.platform === 'win32' && /^[a-z]:/i.test(given) ? given.slice(2) : given
  if (process.platform === 'win32' && local.includes(':'))
    throw new WorkspaceError(`${given} has a colon in it.`)
  const inRoot = path.isAbsolute(given) && isInside(workspace.root, given)
  const relative = inRoot ? path.relative(workspace.root, given) : given
  const wanted = path.resolve(root, relative)
  if (!isInside(root, wanted))
    throw new WorkspaceError(`${given} is outside of the workspace ${workspace.root}.`)
  return wanted
}

/** Makes the folders one by one, so that none is made on the far side of a link. */
async function makeFolder(root: string, folder: string, given: string): Promise<string> {
  const existing = await realpath(folder).catch(() => undefined)
  if (existing !== undefined) {
    if (!isInside(root, existing)) throw new WorkspaceError(`${given} leads out of the workspace.`)
    return existing
  }
  const parent = await makeFolder(root, path.dirname(folder), given)
  const made = path.join(parent, path.basename(folder))
  await mkdir(made, { mode: 0o700 }).catch(cannot(given))
  return made
}

function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file)
  return (
    relative === '' ||
    (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative))
  )
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'has a file where a folder should be',
  EISDIR: 'is a folder',
  EACCES: 'may not be opened',
  EPERM: 'may not be opened',
  ELOOP: 'is a link that leads in circles',
  ENAMETOOLONG: 'has too long a name',
  EEXIST: 'is in the way',
  ENOSPC: 'does not fit on the disk',
}

function cannot(given: string): (error: unknown) => never {
  return error => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new WorkspaceError(`${given} ${reasons[code] ?? `cannot be used (${code || 'unknown reason'})`}.`)
  }
}
