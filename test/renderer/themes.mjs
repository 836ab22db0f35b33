// VS Code's colour variables as its own themes set them, read in the notebook webview of VS Code 1.139.

/** The first two are what a new installation has. */
const NAMES = ['light', 'dark', 'light modern', 'dark modern', 'high contrast light', 'high contrast'];

/** A colour for each of them; none where there is a dash. */
const COLORS = {
  'badge-background': '#0069cc #307e9f #cccccc #616161 #0f4a85 #000000',
  'badge-foreground': '#ffffff #ffffff #3b3b3b #f8f8f8 #ffffff #ffffff',
  'button-background': '#0069cc #297aa0 #005fb8 #0078d4 #0f4a85 #000000',
  'button-border': '#0069cc #297aa0 #0000001a #ffffff1a #0f4a85 #6fc3df',
  'button-secondaryBackground': '#eaeaea #00000000 #e5e5e5 #00000000 #ffffff -',
  'button-secondaryBorder': '#eaeaea #333536 #3b3b3b26 #cccccc26 #0f4a85 #6fc3df',
  'button-secondaryForeground': '#202020 #cccccc #3b3b3b #cccccc #292929 #ffffff',
  'button-secondaryHoverBackground': '#f2f3f4 #ffffff0f #cccccc #2b2b2b - -',
  'charts-blue': '#1a5cff #57a3f8 #0063d3 #59a4f9 #0063d3 #59a4f9',
  contrastActiveBorder: '- - - - #006bbd #f38518',
  contrastBorder: '- - - - #0f4a85 #6fc3df',
  descriptionForeground: '#606060 #8c8c8c #3b3b3b #9d9d9d #292929b3 #ffffffb3',
  disabledForeground: '#bbbbbb #555555 #61616180 #cccccc80 #7f7f7f #a5a5a5',
  'dropdown-background': '#ffffff #191a1b #ffffff #313131 #ffffff #000000',
  'dropdown-border': '#d8d8d8 #333536 #cecece #3c3c3c #0f4a85 #6fc3df',
  'dropdown-foreground': '#202020 #bfbfbf #3b3b3b #cccccc #292929 #ffffff',
  'editor-background': '#ffffff #121314 #ffffff #1f1f1f #ffffff #000000',
  'editorHoverWidget-background': '#fafafd #202122 #f8f8f8 #202020 #ffffff #0c141f',
  'editorHoverWidget-border': '#e4e5e6 #2a2b2c #3b3b3b33 #cccccc33 #0f4a85 #6fc3df',
  'editorHoverWidget-foreground': '#202020 #bfbfbf #3b3b3b #cccccc #292929 #ffffff',
  'editorWarning-foreground': '#bf8803 #cca700 #bf8803 #cca700 #895503 #ffd370',
  errorForeground: '#ad0707 #f48771 #f85149 #f85149 #b5200d #f48771',
  focusBorder: '#0069cc #3994bcb3 #005fb8 #0078d4 #006bbd #f38518',
  foreground: '#202020 #bfbfbf #3b3b3b #cccccc #292929 #ffffff',
  'input-background': '#ffffff #191a1b #ffffff #313131 #ffffff #000000',
  'input-border': '#d8d8d866 #333536 #cecece #3c3c3c #0f4a85 #6fc3df',
  'input-foreground': '#202020 #bfbfbf #3b3b3b #cccccc #292929 #ffffff',
  'inputValidation-errorBorder': '#ad0707 #be1100 #be1100 #be1100 #0f4a85 #6fc3df',
  'inputValidation-warningBackground': '#fdf6e3 #352a05 #f6f5d2 #352a05 #ffffff #000000',
  'inputValidation-warningBorder': '#b69500 #b89500 #b89500 #b89500 #0f4a85 #6fc3df',
  'list-activeSelectionBackground': '#00000024 #ffffff21 #e8e8e8 #04395e #0f4a851a -',
  'list-activeSelectionForeground': '#202020 #ededed #000000 #ffffff - -',
  'list-errorForeground': '#ad0707 #f48771 #b01011 #f88070 - -',
  'list-hoverBackground': '#00000014 #ffffff14 #f2f2f2 #2a2d2e #0f4a851a #ffffff1a',
  'list-inactiveSelectionBackground': '#dadada99 #2c2d2e #e4e6f1 #37373d #0f4a851a -',
  'list-warningForeground': '#667309 #e5ba7d #855f00 #cca700 - -',
  'panel-border': '#f0f1f2 #2a2b2c #e5e5e5 #2b2b2b #0f4a85 #6fc3df',
  'testing-iconPassed': '#73c991 #73c991 #73c991 #73c991 #007100 #73c991',
  'textLink-activeForeground': '#0069cc #53a5ca #005fb8 #4daafc #0f4a85 #21a6ff',
  'textLink-foreground': '#0069cc #48a0c7 #005fb8 #4daafc #0f4a85 #21a6ff',
  'toolbar-hoverBackground': '#0000001f #5a5d5e4f #b8b8b84f #5a5d5e4f - -',
  'widget-border': '#e2e2e5 #2a2b2c #e5e5e5 #313131 #0f4a85 #6fc3df',
};

/** By the name of a theme: its variables, without `--vscode-`. */
export const THEMES = Object.fromEntries(
  NAMES.map((name, i) => {
    const entries = Object.entries(COLORS).map(([variable, colors]) => [variable, colors.split(' ')[i]]);
    return [name, Object.fromEntries(entries.filter(([, color]) => color !== '-'))];
  }),
);

/** The classes that the page of a theme has. */
export const classOf = (theme) => {
  if (theme === 'high contrast light') return 'vscode-high-contrast vscode-high-contrast-light';
  return theme === 'high contrast' ? 'vscode-high-contrast' : `vscode-${theme.split(' ')[0]}`;
};
