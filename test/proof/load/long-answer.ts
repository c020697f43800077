// A long answer as models write them: paragraphs, headings, lists, tables and code; as tokens.

const stock =
  'the tide turns before the harbour lights are lit and whoever waits there counts the boats again'.split(' ')

/** So many tokens, a word each but for what stands between them. */
export function longAnswer(count: number): readonly string[] {
  const tokens: string[] = []
  for (let part = 0; tokens.length < count; part += 1) {
    tokens.push(`## Part ${part}\n\n`, ...words(90), '\n\n', ...inset(part), '\n\n')
  }
  return tokens.slice(0, count)
}

function inset(part: number): readonly string[] {
  const lines = Array.from({ length: 8 }, (_, line) => line)
  if (part % 3 === 0)
    return [
      '| first | second | third |\n',
      '|---|---|---|\n',
      ...lines.flatMap(() => ['| ', ...words(3, ' | '), '\n']),
    ]
  if (part % 3 === 1)
    return ['```ts\n', ...lines.flatMap(line => [`const line${line} = '`, ...words(4), "'\n"]), '```']
  return lines.flatMap(() => ['- *item* ', ...words(8), '\n'])
}

function words(count: number, between = ' '): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${stock[index % stock.length]}${between}`)
}
