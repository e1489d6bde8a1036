/** The look of the console: one accent, calm greys, borders before shadows, checked for contrast in both modes. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

const cien: MantineColorsTuple = [
  '#e8f5f4',
  '#d0eae8',
  '#a3d5d1',
  '#74bfba',
  '#4cada6',
  '#2b9992',
  '#17807b',
  '#0f6b67',
  '#0b5754',
  '#064340',
]

export const theme = createTheme({
  primaryColor: 'cien',
  primaryShade: { light: 7, dark: 7 },
  colors: { cien },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '28px' },
      h2: { fontSize: '15px', lineHeight: '22px' },
      h3: { fontSize: '14px', lineHeight: '20px' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '10px', xl: '16px' },
  spacing: { xs: '4px', sm: '8px', md: '16px', lg: '24px', xl: '32px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 32 } },
    TextInput: { defaultProps: { size: 'sm' } },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 } },
      styles: { title: { fontSize: '16px', fontWeight: 600 } },
    },
    Tooltip: {
      defaultProps: { openDelay: 300, withArrow: true, multiline: true, maw: 320, events: { hover: true, focus: true, touch: true } },
    },
    Tabs: { styles: { tab: { padding: '11px 16px', fontSize: '14px' } } },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end' } },
  },
})

/** Mantine's own greys fail AA for help text and placeholders: these two lines put them right in both modes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5b6168',
    '--mantine-color-placeholder': '#6b7178',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': '#0f6b67',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b1d1f',
    '--mantine-color-default-border': '#d5d7d9',
    '--mantine-primary-color-light-color': '#0b5754',
  },
  dark: {
    // Fields and boxes stand on the same bluish greys as the rest.
    '--mantine-color-dark-4': '#3a3f45',
    '--mantine-color-dark-5': '#262a2f',
    '--mantine-color-dark-6': '#1d2024',
    '--mantine-color-dark-7': '#16181b',
    '--mantine-color-dimmed': '#a3a9b0',
    '--mantine-color-placeholder': '#9aa0a7',
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-anchor': '#74cdc6',
    '--mantine-color-body': '#16181b',
    '--mantine-color-text': '#e4e6e8',
    '--mantine-color-default': '#1d2024',
    '--mantine-color-default-hover': '#262a2f',
    '--mantine-color-default-border': '#3a3f45',
    '--mantine-primary-color-light-color': '#8fdcd5',
  },
})
