// Electron's native dialogs: they wait until a test answers them.
export type DialogModel = {
  readonly id: number
  readonly kind: 'message' | 'error' | 'save' | 'open'
  readonly title: string
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
  /** Its label; empty for none. */
  readonly checkbox: string
}

/** A button by its position, or the files chosen (none: cancelled). */
export type DialogAnswer =
  | { readonly button: number; readonly isChecked?: boolean }
  | { readonly files: readonly string[] }

type Shown = { readonly model: DialogModel; readonly answer: (answer: DialogAnswer) => void }

const shown = new Map<number, Shown>()
let lastId = 0

export function shownDialogs(): readonly DialogModel[] {
  return [...shown.values()].map(({ model }) => model)
}

export function answerDialog(id: number, answer: DialogAnswer): void {
  const dialog = shown.get(id)
  if (!dialog) throw new Error(`there is no dialog ${id}`)
  shown.delete(id)
  dialog.answer(answer)
}

function show(model: Omit<DialogModel, 'id'>): Promise<DialogAnswer> {
  const id = ++lastId
  return new Promise(answer => shown.set(id, { model: { id, ...model }, answer }))
}

/** The options stand first, or second behind the window that the dialog belongs to. */
function optionsOf<T>(first: unknown, second: T | undefined): T {
  return second ?? (first as T)
}

function chosenFiles(answer: DialogAnswer): readonly string[] {
  return 'files' in answer ? answer.files : []
}

function fileDialog(kind: 'save' | 'open', options: Electron.SaveDialogOptions): Promise<DialogAnswer> {
  return show({
    kind,
    title: options.title ?? '',
    message: options.message ?? '',
    detail: options.defaultPath ?? '',
    buttons: [options.buttonLabel ?? kind, 'Cancel'],
    checkbox: '',
  })
}

export const dialog = {
  showMessageBox: async (
    first: Electron.BaseWindow | Electron.MessageBoxOptions,
    second?: Electron.MessageBoxOptions,
  ) => {
    const options = optionsOf<Electron.MessageBoxOptions>(first, second)
    const answered = show({
      kind: 'message',
      title: options.title ?? '',
      message: options.message,
      detail: options.detail ?? '',
      buttons: options.buttons ?? ['OK'],
      checkbox: options.checkboxLabel ?? '',
    })
    const answer = await answered
    return 'button' in answer
      ? { response: answer.button, checkboxChecked: answer.isChecked ?? options.checkboxChecked ?? false }
      : { response: options.cancelId ?? 0, checkboxChecked: false }
  },
  showErrorBox: (title: string, content: string) =>
    void show({ kind: 'error', title, message: content, detail: '', buttons: ['OK'], checkbox: '' }),
  showSaveDialog: async (
    first: Electron.BaseWindow | Electron.SaveDialogOptions,
    second?: Electron.SaveDialogOptions,
  ) => {
    const [filePath = ''] = chosenFiles(await fileDialog('save', optionsOf(first, second)))
    return { canceled: filePath === '', filePath }
  },
  showOpenDialog: async (
    first: Electron.BaseWindow | Electron.OpenDialogOptions,
    second?: Electron.OpenDialogOptions,
  ) => {
    const options = optionsOf<Electron.OpenDialogOptions>(first, second)
    const filePaths = [...chosenFiles(await fileDialog('open', options as Electron.SaveDialogOptions))]
    return { canceled: filePaths.length === 0, filePaths }
  },
} satisfies Pick<Electron.Dialog, 'showMessageBox' | 'showErrorBox' | 'showSaveDialog' | 'showOpenDialog'>
