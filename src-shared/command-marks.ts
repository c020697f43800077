// What a person could overlook in a command: characters that are not seen, that turn others around, or that look like
// another one. Pure; whoever shows a command shows these pieces.

export type CommandMark =
  /** Turns the reading direction of what stands around it. */
  | 'direction'
  /** Is not seen at all. */
  | 'invisible'
  /** Steers a terminal or a device. */
  | 'control'
  /** A blank that is not the ordinary space. */
  | 'blank'
  /** Looks like another, ordinary character: `like`. */
  | 'look-alike'

export type CommandPiece = {
  readonly text: string
  /** Absent for what can be read as it stands. */
  readonly mark?: CommandMark
  readonly like?: string
}

const direction = /^[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]$/u
// Beside the format characters: fillers, joiners and selectors that are drawn as nothing, and what no font can draw.
const invisible = /^[\p{Cf}\p{Cs}\p{Co}\p{Cn}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0]$/u
const selector = /^\p{Variation_Selector}$/u
const blank = /^[\p{Zs}\u2028\u2029]$/u

// Drawn like a sign that means something in a command line, wherever it stands.
const signs: Readonly<Record<string, string>> = {
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2015': '-',
  '\u2212': '-',
  '\u2043': '-',
  '\u02d7': '-',
  '\u2018': "'",
  '\u2019': "'",
  '\u201b': "'",
  '\u02b9': "'",
  '\u02bc': "'",
  '\u2032': "'",
  '\u00b4': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2033': '"',
  '\u2044': '/',
  '\u2215': '/',
  '\u29f8': '/',
  '\u2216': '\\',
  '\u29f5': '\\',
  '\u037e': ';',
  '\u2236': ':',
  '\u02d0': ':',
  '\ua789': ':',
  '\u2223': '|',
  '\u01c0': '|',
  '\u01c3': '!',
  '\u2024': '.',
  '\u201a': ',',
  '\u2217': '*',
  '\u223c': '~',
  '\u02c6': '^',
  '\u2039': '<',
  '\u203a': '>',
  '\u00a6': '|',
}

const alike = (theirs: string, ours: string) =>
  Array.from(theirs, (letter, index) => [letter, ours[index] ?? ''] as const)

// Letters of other scripts that most fonts draw like a Latin one or a digit.
const letters = new Map<string, string>([
  // Cyrillic
  ...alike('асеіјорѕхуһԁԛԝүҽѵӏ', 'aceijopsxyhdqwyevl'),
  ...alike('АВСЕНІЈКМОРЅТХУԌҮЗ', 'ABCEHIJKMOPSTXYGY3'),
  // Greek
  ...alike('ονικρυχα', 'ovikpuxa'),
  ...alike('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'),
  // Armenian, Latin beyond ASCII, Cherokee
  ...alike('աոսօհցգ', 'wnuohgq'),
  ...alike('ıɩɑɡ', 'iiag'),
  ...alike('ᎪᏴᏟᎬᎻᏦᎷᏢᏚᎢᏙᏃ', 'ABCEHKMPSTVZ'),
])

const word = /[\p{L}\p{N}\p{M}]+/gu
const latin = /[A-Za-z]/

/**
 * The command in pieces that make it up again. A letter of another script is marked where it stands among Latin ones,
 * or in a word that could be taken for a Latin one as a whole: a name that is plainly of another script is left alone.
 * Line ends are never marked.
 */
export function markCommand(command: string): readonly CommandPiece[] {
  const suspects = suspectLetters(command)
  const pieces: CommandPiece[] = []
  let plain = ''
  let at = 0
  for (const character of command) {
    const found = character === '\n' ? undefined : markOf(character, suspects.has(at))
    at += character.length
    if (!found) {
      plain += character
      continue
    }
    if (plain !== '') pieces.push({ text: plain })
    plain = ''
    pieces.push({ text: character, ...found })
  }
  return plain === '' ? pieces : [...pieces, { text: plain }]
}

/** The kinds of marks in it, each once. */
export function marksIn(pieces: readonly CommandPiece[]): readonly CommandMark[] {
  return [...new Set(pieces.flatMap(({ mark }) => mark ?? []))]
}

/** `U+202E`, as tables of characters name it. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** The command for where nothing can be coloured: each marked character as `[U+202E]`, or `[U+0430 like a]`. */
export function markedText(command: string): string {
  return markCommand(command)
    .map(({ text, mark, like }) =>
      mark === undefined ? text : `[${codePoint(text)}${like === undefined ? '' : ` like ${like}`}]`,
    )
    .join('')
}

function markOf(character: string, isSuspect: boolean): Omit<CommandPiece, 'text'> | undefined {
  if (character >= ' ' && character <= '~') return undefined
  if (/^\p{Cc}$/u.test(character)) return { mark: 'control' }
  if (direction.test(character)) return { mark: 'direction' }
  if (invisible.test(character) || selector.test(character)) return { mark: 'invisible' }
  if (blank.test(character)) return { mark: 'blank' }
  const like = signs[character] ?? widened(character) ?? (isSuspect ? letters.get(character) : undefined)
  return like === undefined ? undefined : { mark: 'look-alike', like }
}

/** Full-width, mathematical and other dressed-up forms of one ASCII character. */
function widened(character: string): string | undefined {
  const bare = character.normalize('NFKC')
  // Superscripts and the like are told apart at a glance.
  if (/^[\p{No}ªº]$/u.test(character)) return undefined
  return /^[!-~]$/.test(bare) ? bare : undefined
}

function suspectLetters(command: string): ReadonlySet<number> {
  const suspects = new Set<number>()
  for (const { 0: text, index } of command.matchAll(word)) {
    const foreign = Array.from(text).filter(letter => letter > '~')
    if (foreign.length === 0) continue
    if (!latin.test(text) && !foreign.every(letter => letters.has(letter))) continue
    let at = index
    for (const letter of text) {
      if (letters.has(letter)) suspects.add(at)
      at += letter.length
    }
  }
  return suspects
}
