// A long answer as models write them: paragraphs, headings, lists, tables and code; as tokens.

const words =
  'the tide turns before the harbour lights are lit and whoever waits there counts the boats again'.split(' ')

/** So many words and what stands between them. */
export function longAnswer(count: number): readonly string[] {
  const tokens: string[] = []
  let said = 0
  const say = (n: number, between = ' ') => {
    for (let i = 0; i < n && said < count; i += 1, said += 1)
      tokens.push(`${words[said % words.length]}${between}`)
  }
  for (let part = 0; said < count; part += 1) {
    tokens.push(`## Part ${part}\n\n`)
    say(90)
    tokens.push('\n\n')
    if (part % 3 === 0) {
      tokens.push('| first | second | third |\n', '|---|---|---|\n')
      for (let row = 0; row < 6 && said < count; row += 1) {
        tokens.push('| ')
        say(3, ' | ')
        tokens.push('\n')
      }
      tokens.push('\n')
    } else if (part % 3 === 1) {
      tokens.push('```ts\n')
      for (let line = 0; line < 12 && said < count; line += 1) {
        tokens.push(`const line${line} = '`)
        say(4)
        tokens.push("'\n")
      }
      tokens.push('```\n\n')
    } else {
      for (let item = 0; item < 6 && said < count; item += 1) {
        tokens.push('- *item* ')
        say(8)
        tokens.push('\n')
      }
      tokens.push('\n')
    }
  }
  return tokens
}
