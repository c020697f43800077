// What the app tells without being asked: for every `tell` of the table, where it comes from.
import type { DesktopApi, Tell } from '../../src-shared/desktop-api.ts'

export type Teller<Out> = {
  /** Tells every change until the returned function is called. */
  readonly subscribe: (listener: (value: Out) => void) => () => void
  /** The value at this moment, where there is one (an event has none). */
  readonly present?: (() => Out) | undefined
}

type TellNames<Room> = {
  [Name in keyof Room]: Room[Name] extends { kind: 'tell' } ? Name : never
}[keyof Room]
type RoomsThatTell = {
  [Room in keyof DesktopApi]: TellNames<DesktopApi[Room]> extends never ? never : Room
}[keyof DesktopApi]

/** A teller for every `tell` of the table: a missing or mistyped one does not compile. */
export type Tellers = {
  readonly [Room in RoomsThatTell]: {
    readonly [Name in TellNames<DesktopApi[Room]>]: DesktopApi[Room][Name] extends Tell<infer Out>
      ? Teller<Out>
      : never
  }
}
