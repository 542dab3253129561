import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Violet of a postmark: the one accent colour. */
const postmark: MantineColorsTuple = [
  '#f1f1fa',
  '#e2e3f4',
  '#c4c6e6',
  '#a6a9d9',
  '#898cca',
  '#7376bf',
  '#5f62b0',
  '#4c4f9b',
  '#414386',
  '#333571',
];

/** Paper greys, a little warm. */
const gray: MantineColorsTuple = [
  '#f8f7f4',
  '#f2f0ec',
  '#e7e4de',
  '#dad6ce',
  '#c6c1b7',
  '#a39e94',
  '#7d786f',
  '#5c5851',
  '#403d38',
  '#26241f',
];

/** The dark scheme, from text to the deepest ground. */
const dark: MantineColorsTuple = [
  '#e6e4e0',
  '#c9c7c4',
  '#a7a5aa',
  '#85838b',
  '#3d3c45',
  '#302f37',
  '#26252c',
  '#1d1c22',
  '#151519',
  '#0e0e11',
];

export const theme = createTheme({
  colors: { postmark, gray, dark },
  primaryColor: 'postmark',
  primaryShade: { light: 7, dark: 6 },
  black: '#26241f',
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.45' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Modal: {
      defaultProps: {
        centered: true,
        transitionProps: { duration: 120 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
      styles: {
        title: { fontWeight: 600 },
        header: { paddingInline: 20 },
        body: { padding: 20, paddingTop: 4 },
      },
    },
  },
});

/** Quiet text must stay readable on paper: 4.5 to 1, which Mantine's own dimmed colour is not. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#625e57',
    '--mantine-color-placeholder': '#716c64',
    '--mantine-color-default-border': '#dad6ce',
    '--mantine-color-anchor': '#4c4f9b',
    '--mantine-color-postmark-light': '#ecedf7',
    '--mantine-color-postmark-light-hover': '#e2e3f4',
    '--mantine-color-postmark-light-color': '#4c4f9b',
  },
  dark: {
    '--mantine-color-dimmed': '#a7a5aa',
    '--mantine-color-placeholder': '#908e96',
    '--mantine-color-default-border': '#3d3c45',
    '--mantine-color-anchor': '#a6a9d9',
    '--mantine-color-postmark-light-color': '#c4c6e6',
  },
});
