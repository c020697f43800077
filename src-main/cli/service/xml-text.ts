const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** A text for XML 1.0; control characters, which it cannot hold at all, are left out. */
export function escapeXml(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what this is about
  const sayable = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
  return sayable.replaceAll(/[&<>"']/g, letter => entities[letter] ?? letter)
}
