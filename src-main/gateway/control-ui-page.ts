// The Control UI: the built page, served on the gateway's own port and marked as belonging to it.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readPageFiles, type PageFiles } from '../page/page-files.ts'
import { pageHeaders } from '../page/page-headers.ts'

export type ControlUi = {
  /** Answers with a file of the page; false when there is none under that path. Never rejects. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>
}

/** The files are read when they are first asked for: most gateways are never looked at this way. */
export function openControlUi(
  rendererDir: string,
  version: string,
  onMissing: (error: unknown) => void,
): ControlUi {
  let reading: Promise<PageFiles> | undefined
  const read = () =>
    (reading ??= readPageFiles(rendererDir).then(
      files => ofGateway(files, version),
      (error: unknown) => {
        onMissing(error)
        return new Map()
      },
    ))

  return {
    answer: async (request, response) => {
      const path = (request.url ?? '/').replace(/\?.*$/s, '')
      const file = (await read()).get(path)
      if (!file || (request.method !== 'GET' && request.method !== 'HEAD')) return false
      response.writeHead(200, {
        ...pageHeaders,
        // Voice belongs to the app on a person's own computer.
        'Permissions-Policy': pageHeaders['Permissions-Policy']?.replace(
          'microphone=(self)',
          'microphone=()',
        ),
        'content-type': file.type,
        'content-length': file.body.length,
        'cache-control': file.cacheControl,
      })
      response.end(request.method === 'HEAD' ? undefined : file.body)
      return true
    },
  }
}

/** With index.html at `/`, saying whose page it is. */
function ofGateway(files: PageFiles, version: string): PageFiles {
  const index = files.get('/index.html')
  if (!index) return files
  const mark = `<meta name="gangway-gateway" content="${version}" />`
  const html = index.body.toString('utf8').replace(/<title>/, `${mark}\n    <title>`)
  const map = new Map(files)
  map.set('/', { ...index, body: Buffer.from(html) })
  map.delete('/index.html')
  return map
}
