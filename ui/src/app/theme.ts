/** The look: a summit at dawn. Glacier blue for what can be done, dawn orange for the mark alone. */

import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const glacier: MantineColorsTuple = [
  '#eaf5f8', '#d3e8ee', '#a9d2de', '#7bbacc', '#56a5bb', '#37899f', '#1f758d', '#11647b', '#0d5166', '#083b4c',
];

const slate: MantineColorsTuple = [
  '#dfe7ec', '#c0ccd3', '#9aabb6', '#6d7f8b', '#3f4f5b', '#2e3b45', '#222d36', '#182129', '#121a20', '#0c1216',
];

export const theme = createTheme({
  colors: { glacier, dark: slate },
  primaryColor: 'glacier',
  primaryShade: { light: 7, dark: 6 },
  fontFamily: "'Hanken Grotesk Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  headings: { fontFamily: "'Hanken Grotesk Variable', system-ui, sans-serif", fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, events: { hover: true, focus: true, touch: true } } },
    Modal: { defaultProps: { centered: true, radius: 'lg', padding: 'xl', overlayProps: { backgroundOpacity: 0.5, blur: 2 } } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    InputWrapper: { styles: { label: { marginBottom: 3, fontSize: '0.95rem', fontWeight: 560 }, description: { marginBottom: 5, fontSize: '0.85rem' } } },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#15242c',
    '--mantine-color-dimmed': '#50636e',
    '--mantine-color-placeholder': '#66777f',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-default-border': '#cfd9dd',
    '--mantine-color-anchor': '#11647b',
    '--p-sky': '#eef3f4',
    '--p-sheet': '#ffffff',
    '--p-sunk': '#f5f8f9',
    '--p-hover': '#f0f5f7',
    '--p-line': '#dde5e8',
    '--p-ink': '#15242c',
    '--p-ink-soft': '#50636e',
    '--p-accent': '#11647b',
    '--p-accent-soft': '#e0eef3',
    '--p-ok': '#14764a',
    '--p-busy': '#8f5400',
    '--p-bad': '#b3261e',
    '--p-idle': '#5b6c76',
    '--p-bad-soft': '#fdf0ee',
    '--p-busy-soft': '#fdf5e7',
    '--p-ok-soft': '#e9f6ef',
    '--p-rock': '#11647b',
    '--p-rock-shade': '#0a4254',
    '--p-dawn': '#e07b45',
    '--p-ridge': '#dde7ea',
  },
  dark: {
    '--mantine-color-body': '#182129',
    '--mantine-color-text': '#dfe7ec',
    '--mantine-color-dimmed': '#9aabb6',
    '--mantine-color-placeholder': '#8496a2',
    '--mantine-color-error': '#ff9a90',
    '--mantine-color-default-border': '#33414c',
    '--mantine-color-anchor': '#7bbacc',
    '--p-sky': '#0e151a',
    '--p-sheet': '#161f26',
    '--p-sunk': '#121a20',
    '--p-hover': '#1c2730',
    '--p-line': '#273440',
    '--p-ink': '#e3ebef',
    '--p-ink-soft': '#9aabb6',
    '--p-accent': '#7bbacc',
    '--p-accent-soft': '#1b323c',
    '--p-ok': '#63d39c',
    '--p-busy': '#efb663',
    '--p-bad': '#ff9a90',
    '--p-idle': '#9aabb6',
    '--p-bad-soft': '#33201f',
    '--p-busy-soft': '#30281a',
    '--p-ok-soft': '#172c24',
    '--p-rock': '#8cc4d4',
    '--p-rock-shade': '#4f93a8',
    '--p-dawn': '#f0975f',
    '--p-ridge': '#16222a',
  },
});
