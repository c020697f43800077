// Electron's notifications: shown to the test.
import { EventEmitter } from 'node:events'

export type NotificationModel = {
  readonly id: number
  readonly title: string
  readonly body: string
  readonly isSilent: boolean
  readonly actions: readonly string[]
  readonly isShown: boolean
}

const all: Notification[] = []

export function notificationsSoFar(): readonly NotificationModel[] {
  return all.map(({ model }) => model)
}

export function clickNotification(id: number, action?: number): void {
  const found = all.find(({ model }) => model.id === id)
  if (!found?.model.isShown) throw new Error(`there is no notification ${id} to click`)
  if (action === undefined) found.emit('click', {})
  else found.emit('action', { actionIndex: action, selectionIndex: -1 }, action, -1)
  found.close()
}

export class Notification
  extends EventEmitter
  implements Pick<Electron.Notification, 'show' | 'close' | 'title' | 'body' | 'silent'>
{
  title: string
  body: string
  silent: boolean
  model: NotificationModel

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super()
    this.title = options.title ?? ''
    this.body = options.body ?? ''
    this.silent = options.silent ?? false
    this.model = {
      id: all.length + 1,
      title: this.title,
      body: this.body,
      isSilent: this.silent,
      actions: (options.actions ?? []).map(action => action.text ?? ''),
      isShown: false,
    }
  }

  static isSupported(): boolean {
    return true
  }
  show(): void {
    this.model = { ...this.model, isShown: true }
    all.push(this)
    this.emit('show', {})
  }
  close(): void {
    if (!this.model.isShown) return
    this.model = { ...this.model, isShown: false }
    this.emit('close', {})
  }
}
