// What stands in the documents is there: files that they link to, commands that they name.
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../..')
const documents = globSync(['*.md', '{docs,test,bench}/**/*.md'], { cwd: root })
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}

test('there are documents', () => {
  expect(documents).toEqual(
    expect.arrayContaining(['README.md', 'ARCHITECTURE.md', path.join('docs', 'proof.md')]),
  )
})

test.each(documents)('%s links to what is there, names commands that there are, and is whole', document => {
  const text = readFileSync(path.join(root, document), 'utf8')
  expect(text.match(/^(?:<{7}|={7}|>{7})(?: .*)?$/gm)).toBeNull()
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  const missing = links.filter(link => {
    const file = link.split('#')[0] ?? ''
    return (
      file !== '' && !/^[a-z]+:/.test(file) && !existsSync(path.resolve(root, path.dirname(document), file))
    )
  })
  expect(missing).toEqual([])
  const commands = [...text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map(([, name = '']) => name)
  expect(commands.filter(name => scripts[name] === undefined)).toEqual([])
})
