// What is dropped where nobody takes it, a browser opens in place of the page or in another tab: a file, a link, a picture
// of another page.

/** Files are for who says so (`preventDefault`). Text and addresses may be dropped where text is written, as text. */
export function holdDrops(): void {
  const hold = (event: DragEvent) => {
    if (event.defaultPrevented) return
    const { dataTransfer } = event
    const types = dataTransfer?.types ?? []
    const field = types.includes('Files') ? undefined : fieldOf(event.target)
    // Where it comes to, in the text, the browser knows best; but it may still open an address instead.
    if (field && !types.includes('text/uri-list')) return
    event.preventDefault()
    if (!dataTransfer) return
    dataTransfer.dropEffect = field ? 'copy' : 'none'
    if (field && event.type === 'drop')
      insert(field, dataTransfer.getData('text/plain') || dataTransfer.getData('text/uri-list'))
  }
  window.addEventListener('dragover', hold)
  window.addEventListener('drop', hold)
}

type Field = HTMLTextAreaElement | HTMLInputElement

function fieldOf(target: EventTarget | null): Field | undefined {
  const isField = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement
  return isField && !target.readOnly && !target.disabled ? target : undefined
}

/** As if it had been typed, so that it can be undone and whoever listens hears of it. */
function insert(field: Field, text: string): void {
  field.focus()
  document.execCommand('insertText', false, text)
}
