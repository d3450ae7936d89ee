/** Every colour of pages and figures, on light paper and on dark, by the name of its variable. */
export const colours = {
  paper: ['#ffffff', '#14171b'],
  ink: ['#1b1f24', '#e6e9ec'],
  quiet: ['#5b6570', '#9aa5b0'],
  line: ['#d9dee3', '#333a42'],
  panel: ['#f5f7f9', '#1c2127'],
  accent: ['#0b62a4', '#64b5f6'],
  'whole-organ': ['#0b62a4', '#64b5f6'],
  focal: ['#00805e', '#4fd0a5'],
  tiny: ['#b8480a', '#f5a05c'],
  'run-0': ['#0b62a4', '#64b5f6'],
  'run-1': ['#b8480a', '#f5a05c'],
  'run-2': ['#00805e', '#4fd0a5'],
  'run-3': ['#8a3f8f', '#d49ad8'],
  'run-4': ['#7a6400', '#d8c25a'],
  'run-5': ['#4b5560', '#a9b4bf'],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>;

/** `--paper: #ffffff; …` of one of the two. */
export const colourVariables = (paper: 'light' | 'dark'): string =>
  Object.entries(colours)
    .map(([name, [light, dark]]) => `--${name}: ${paper === 'light' ? light : dark};`)
    .join(' ');
