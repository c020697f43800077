import { useEffect, useRef } from 'react'
import { AttemptView } from './AttemptView.tsx'
import { isGatewayPage } from '../gateway-page.ts'
import { FormView } from './FormView.tsx'
import { OwnGateway } from './OwnGateway.tsx'
import { attemptKey, useConnect } from './use-connect.ts'
import columns from '../ui/columns.module.css'

export function ConnectPage() {
  const { view, actions, refusal, back } = useConnect()
  const page = useFocusOnViewChange(view.kind)

  return (
    <div ref={page} className={columns.page}>
      {view.kind === 'attempt' && (
        <AttemptView key={attemptKey(view.state)} state={view.state} actions={actions} refusal={refusal} />
      )}
      {view.kind === 'form' && isGatewayPage() && <OwnGateway actions={actions} />}
      {view.kind === 'form' && !isGatewayPage() && (
        <FormView
          key={view.filling.number}
          filling={view.filling}
          behind={view.behind}
          actions={actions}
          refusal={refusal}
          onBack={back}
        />
      )}
    </div>
  )
}

/** The button that was pressed goes with its view; the focus would be lost with it. */
function useFocusOnViewChange(kind: string) {
  const page = useRef<HTMLDivElement>(null)
  const shown = useRef(kind)
  useEffect(() => {
    const before = shown.current
    shown.current = kind
    if (before === kind || before === 'unknown') return
    const active = document.activeElement
    if (active === null || active === document.body || page.current?.contains(active))
      page.current?.querySelector('h1')?.focus()
  }, [kind])
  return page
}
