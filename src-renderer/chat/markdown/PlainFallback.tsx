import { Component, type ReactNode } from 'react'
import { PlainText } from './PlainText.tsx'

type Props = { readonly text: string; readonly children: ReactNode }
type State = { readonly text: string; readonly hasFailed: boolean }

/** Should a parser give up on a block, that block is shown as it was written and the rest of the page stays. */
export class PlainFallback extends Component<Props, State> {
  override state: State = { text: this.props.text, hasFailed: false }

  static getDerivedStateFromError(): Partial<State> {
    return { hasFailed: true }
  }

  /** A text that has grown since may be whole now. */
  static getDerivedStateFromProps(props: Props, state: State): State | null {
    return props.text === state.text ? null : { text: props.text, hasFailed: false }
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <PlainText text={this.props.text} /> : this.props.children
  }
}
