// What Mantine's components are told in code; colours and sizes themselves are in tokens.css.
import {
  Button,
  createTheme,
  Modal,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Switch,
  Textarea,
  TextInput,
  type MantineColorsTuple,
} from '@mantine/core'
import type { T } from '../../src-shared/i18n/message-types.ts'

const petrol: MantineColorsTuple = [
  '#eaf5f8',
  '#d3e8ee',
  '#a9d2dd',
  '#7cbacb',
  '#54a2b7',
  '#338aa1',
  '#1f7a91',
  '#166b81',
  '#0f5f73',
  '#0b4a5a',
]

/** What Mantine says by itself is said in the present language. */
export function themeIn(t: T) {
  return createTheme({
    primaryColor: 'petrol',
    colors: { petrol },
    defaultRadius: 'md',
    cursorType: 'pointer',
    respectReducedMotion: true,
    components: {
      Button: Button.extend({ defaultProps: { size: 'sm' } }),
      TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
      NumberInput: NumberInput.extend({
        defaultProps: { size: 'sm', hideControls: true, allowDecimal: false },
      }),
      PasswordInput: PasswordInput.extend({
        defaultProps: {
          size: 'sm',
          // Without this the eye is for mice only.
          visibilityToggleButtonProps: { 'aria-label': t('common.showTyped'), tabIndex: 0 },
        },
      }),
      Textarea: Textarea.extend({ defaultProps: { size: 'sm' } }),
      SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'sm' } }),
      Switch: Switch.extend({ defaultProps: { size: 'sm' } }),
      // The library that locks scrolling writes a <style> element, which the content security policy forbids; the page
      // itself never scrolls here, only <main> does.
      Modal: Modal.extend({
        defaultProps: {
          lockScroll: false,
          centered: true,
          radius: 'lg',
          yOffset: '2dvh',
          transitionProps: { duration: 120 },
        },
      }),
    },
  })
}
