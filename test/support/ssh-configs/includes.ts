// Include: globs, folders, cycles, depth, files that are not there or not meant to be read.
import type { ConfigByHand } from './by-hand.ts'

const asSsh = (name: string, config: string, files: ConfigByHand['files'] = {}): ConfigByHand => ({
  name,
  config,
  files,
  expected: 'as ssh',
})

/** Files that include one another, so many deep; the last one says something. */
function chain(depth: number): Record<string, string> {
  const files: Record<string, string> = { [`level${depth}`]: 'User deep\n' }
  for (let level = 1; level < depth; level += 1) files[`level${level}`] = `Include {dir}/level${level + 1}\n`
  return files
}

const three = {
  'c/a.conf': 'IdentityFile /k/a',
  'c/b.conf': 'IdentityFile /k/b',
  'c/.h.conf': 'IdentityFile /k/h',
}

export const includes: readonly ConfigByHand[] = [
  asSsh('one file', 'Include {dir}/a', { a: 'User a' }),
  asSsh('one file, with an equals sign', 'Include={dir}/a', { a: 'User a' }),
  asSsh('one file in quotes', 'Include "{dir}/a b"', { 'a b': 'User a' }),
  asSsh('one file with an escaped blank', 'Include {dir}/a\\ b', { 'a b': 'User a' }),
  asSsh('two files', 'Include {dir}/a {dir}/b', { a: 'User a', b: 'User b\nPort 7' }),
  asSsh('a file twice', 'Include {dir}/a {dir}/a', { a: 'IdentityFile /k/a' }),
  asSsh('no file', 'Include'),
  asSsh('an empty name', 'Include ""'),
  asSsh('a file that is not there', 'Include {dir}/missing\nUser a'),
  asSsh('a folder', 'Include {dir}/c\nUser a', three),
  asSsh('/dev/null', 'Include /dev/null\nUser a'),
  asSsh('a comment behind the file', 'Include {dir}/a # here', { a: 'User a' }),
  asSsh('all of a folder', 'Include {dir}/c/*', three),
  asSsh('all with an ending', 'Include {dir}/c/*.conf', three),
  asSsh('hidden ones', 'Include {dir}/c/.*.conf', three),
  asSsh('one of a set', 'Include {dir}/c/[ab].conf', three),
  asSsh('none of a set', 'Include {dir}/c/[!a].conf', three),
  asSsh('none of a set, with a caret', 'Include {dir}/c/[^a].conf', three),
  asSsh('a range', 'Include {dir}/c/[a-z].conf', three),
  asSsh('a range backwards', 'Include {dir}/c/[z-a].conf', three),
  asSsh('a set that stays open', 'Include {dir}/c/[ab.conf', three),
  asSsh('braces are no pattern', 'Include {dir}/c/{a,b}.conf', three),
  asSsh('one character', 'Include {dir}/c/?.conf', three),
  asSsh('a pattern for the folder', 'Include {dir}/?/a.conf', three),
  asSsh('two stars', 'Include {dir}/**/a.conf', three),
  asSsh('a pattern that fits nothing', 'Include {dir}/c/*.nothing\nUser a', three),
  asSsh('a name with the sign of a pattern', 'Include {dir}/c/\\*.conf', {
    ...three,
    'c/*.conf': 'User star',
  }),
  asSsh('dots in the path', 'Include {dir}/c/../c/./a.conf', three),
  asSsh('many slashes', 'Include {dir}//c///a.conf', three),
  asSsh('in a block that applies', 'Host web\nInclude {dir}/a\nUser b', { a: 'User a' }),
  asSsh('in a block that does not apply', 'Host other\nInclude {dir}/a\nHost *\nUser b', { a: 'User a' }),
  asSsh('in Match', 'Match host web\nInclude {dir}/a', { a: 'Port 7\nHost other\nUser a\nHost web\nUser b' }),
  asSsh('its blocks end with it', 'Include {dir}/a\nUser b', { a: 'Host other\nPort 7' }),
  asSsh('its blocks do not open a closed one', 'Host other\nInclude {dir}/a', { a: 'Host web\nUser a' }),
  asSsh('a mistake within', 'Include {dir}/a', { a: 'Port x' }),
  asSsh('a mistake within, in a block that does not apply', 'Host other\nInclude {dir}/a', { a: 'Port x' }),
  asSsh('a line without an end before the next file', 'Include {dir}/a {dir}/b', {
    a: 'User a',
    b: 'Port 7',
  }),
  asSsh('CRLF within', 'Include {dir}/a\r\n', { a: 'User a\r\nPort 7\r\n' }),
  asSsh('itself', 'Include {dir}/config'),
  asSsh('itself, in a block that does not apply', 'Host other\nInclude {dir}/config'),
  asSsh('each other', 'Include {dir}/a', { a: 'Include {dir}/b', b: 'Include {dir}/a' }),
  asSsh('itself by a pattern', 'Include {dir}/conf*'),
  asSsh('fifteen deep', 'Include {dir}/level1', chain(15)),
  asSsh('sixteen deep', 'Include {dir}/level1', chain(16)),
  asSsh('seventeen deep', 'Include {dir}/level1', chain(17)),
  asSsh('forty deep', 'Include {dir}/level1', chain(40)),
  // Whose home is where is not looked up.
  {
    name: 'the home of somebody else',
    config: 'Include ~nobody-at-all/x',
    expected: { refusedFor: 'home folder' },
  },
  {
    name: 'a command in an included file',
    config: 'Include {dir}/a',
    files: { a: 'Match exec "touch {dir}/marker"\n  User a' },
    expected: { refusedFor: 'Match exec' },
  },
  {
    name: 'itself three times a file',
    config: 'Include {dir}/config\n'.repeat(3),
    expected: { refusedFor: 'levels of Include' },
  },
]
