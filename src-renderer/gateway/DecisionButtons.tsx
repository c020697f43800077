// Yes or no to one request, once the list has stood still long enough for a click to mean this one.
import { Button, Group } from '@mantine/core'

type Props = {
  readonly approve: { readonly label: string; readonly name: string; readonly isOpen: boolean }
  readonly reject: { readonly label: string; readonly name: string }
  /** Whether anything may be clicked. */
  readonly isReady: boolean
  readonly onDecide: (decision: 'approve' | 'reject') => void
}

export function DecisionButtons({ approve, reject, isReady, onDecide }: Props) {
  return (
    <Group gap="xs">
      <Button
        disabled={!isReady || !approve.isOpen}
        aria-label={approve.name}
        onClick={() => onDecide('approve')}
      >
        {approve.label}
      </Button>
      <Button
        variant="default"
        disabled={!isReady}
        aria-label={reject.name}
        onClick={() => onDecide('reject')}
      >
        {reject.label}
      </Button>
    </Group>
  )
}
