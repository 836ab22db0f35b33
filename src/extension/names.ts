/** The commands that ConvLens contributes. Hovers may link to these; `package.json` lists the same. */
export const COMMANDS = {
  openCalculator: 'convlens.openCalculator',
  copyShape: 'convlens.copyShape',
  openExample: 'convlens.openExample',
  restartKernel: 'convlens.restartKernel',
  showModelSummary: 'convlens.showModelSummary',
  setModelInput: 'convlens.setModelInput',
  sortSummary: 'convlens.sortSummary',
  showSummaryTable: 'convlens.showSummaryTable',
  copySummaryMarkdown: 'convlens.copySummaryMarkdown',
  copySummaryCsv: 'convlens.copySummaryCsv',
} as const;

/** Must agree with `contributes.notebookRenderer` in package.json. */
export const RENDERER_ID = 'convlens-renderer';

/** The view that shows a model's summary, and the key of its `when` clause in package.json. */
export const SUMMARY_VIEW = 'convlens.modelSummary';
/** The type of the editor tab with the summary as a table. */
export const SUMMARY_TABLE = 'convlens.summaryTable';
export const HAS_SUMMARY = 'convlens.hasModelSummary';

/** The kernel's id is part of what a notebook remembers about its kernel, and of a `when` clause in package.json. */
export const KERNEL_ID = 'convlens-builtin';

/** The examples in `media/examples`: in a browser an extension cannot list its own folders. */
export const EXAMPLES = [
  'autoencoder_tf1.py',
  'depthwise-and-groups.ipynb',
  'depthwise-multiplier.ipynb',
  'filters-or-size.ipynb',
  'mistakes.py',
  'mobile_keras.py',
  'resnet.py',
] as const;

/** The notebook type of `.ipynb` files, read and written by VS Code's own serializer. */
export const NOTEBOOK_TYPE = 'jupyter-notebook';
