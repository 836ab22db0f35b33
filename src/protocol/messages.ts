/**
 * The typed door between the extension, the language server and the notebook kernel.
 * Requests of the language server beyond LSP carry their method name as a constant here.
 */

/** 1-based, as editors print it. */
export interface SourceLocation {
  file: string;
  line: number;
  column: number;
}

// ── Language server: calculator ────────────────────────────────────────────────────────────────

/** Request: evaluate what stands in the calculator's input. */
export const CALCULATE = 'convlens/calculate';

export interface CalculateParams {
  /** A layer as people write it, optionally with its input: `Conv2d(3, 64, 7, stride=2) @ 224×224`. */
  text: string;
  locale?: string;
}

/** One line of the calculator: a short name and what it says. */
export interface CalculatorLine {
  label: string;
  text: string;
  kind: 'result' | 'detail' | 'warning' | 'error';
}

/** The same layer in the spelling of one framework. */
export interface Spelling {
  framework: string;
  code: string;
}

export interface CalculateResult {
  /** `(1, 64, 112, 112)`, absent where there is an error. */
  output?: string;
  lines: CalculatorLine[];
  spellings: Spelling[];
  /** What "insert as a comment" inserts, without the `#`. */
  comment?: string;
}

/** Request: the layer under the cursor in the calculator's words, or null. */
export const CALCULATOR_START = 'convlens/calculatorStart';

export interface CalculatorStartParams {
  uri: string;
  /** LSP position: from 0. */
  position: { line: number; character: number };
}

// ── Language server: environment ───────────────────────────────────────────────────────────────

/** Notification: the folders with the packages of the environment that the user has selected. */
export const ENVIRONMENT = 'convlens/environment';

export interface EnvironmentParams {
  /** Looked up after the workspace and `convlens.pythonPath`. */
  folders: string[];
}

// ── Files, where there is no disk to read ───────────────────────────────────────────────────────

/** Request to the extension: what is at some paths in the workspace, as Fetched[] in their order. */
export const FETCH_FILES = 'convlens/fetchFiles';

export interface FetchFilesParams {
  paths: string[];
}

/** What is at a path. A file that is too long to be a program has no text. */
export type Fetched =
  | { kind: 'folder'; entries: { name: string; isFolder: boolean }[] }
  | { kind: 'file'; text?: string }
  | { kind: 'nothing' };

/** The first message to a worker in a browser. */
export interface WorkerStart {
  /** The files of the Python parser by their names. */
  parser: Record<string, Uint8Array>;
  /** The paths of the workspace's folders. */
  folders: string[];
}

// ── Language server: models ────────────────────────────────────────────────────────────────────

/** A place in a document or notebook cell, counted from 0 as LSP does. */
export interface DocumentPlace {
  uri: string;
  line: number;
  character: number;
}

/** Where the input that a model's numbers are for comes from. */
export type InputOrigin = 'call' | 'annotation' | 'comment' | 'pinned' | 'symbols';

export interface ModelInfo {
  /** Name of the class. */
  name: string;
  /** `(1, 3, 224, 224)`; several inputs are separated by commas. */
  input: string;
  origin: InputOrigin;
  /** The class, or the call that makes the model where the class is another file's. */
  at: DocumentPlace;
  /** The call in the document that gives the input, where `origin` is `call`. */
  calledAt?: DocumentPlace;
  /** Whether the class is the document's own, so that an input can be pinned for it. */
  isOwn: boolean;
}

/** Request: the models of a document or notebook, as ModelInfo[]. */
export const MODELS = 'convlens/models';

export interface ModelsParams {
  uri: string;
}

/** Request: the summary of one model, as ModelSummary or null where the document has no such model. */
export const MODEL_SUMMARY = 'convlens/modelSummary';

export interface ModelSummaryParams {
  uri: string;
  /** Name of the class. */
  model: string;
}

/** A count: a number, the text of a symbolic expression, or null where it is not known. */
export type Count = number | string | null;

/** One module of a model, as torchinfo's table has it: a leaf layer or one with modules below it. */
export interface SummaryRow {
  /** Its name in the module above; the class's name for the model itself. */
  name: string;
  /** Its path in the model: `layer1.0.conv1`; empty for the model itself. */
  path: string;
  type: string;
  /** Shapes of the first call; empty where the module is never called by itself. */
  input: string;
  output: string;
  /** With everything below it, each parameter counted once. */
  params: Count;
  /** Multiply-adds of all calls, with everything below it. */
  macs: Count;
  /** Side length of the receptive field on the model's input, `7` or `7×5`. */
  receptiveField?: string;
  calls: number;
  /** What a layer of a functional Keras model reads: `conv2d[0][0], add[0][0]`. */
  connectedTo?: string;
  /** Why a call is refused. */
  failure?: string;
  /** Where the module is constructed. */
  at?: DocumentPlace;
  /** In the order of their first calls; those never called last. */
  children: SummaryRow[];
}

export interface ModelSummary {
  model: ModelInfo;
  root: SummaryRow;
}

// ── Summary table ──────────────────────────────────────────────────────────────────────────────

/** To the table's webview: what to show, with its words in the user's language. */
export interface SummaryTableContent {
  summary: ModelSummary;
  words: Record<SummaryWord, string>;
}

export type SummaryWord =
  | 'layer'
  | 'type'
  | 'input'
  | 'output'
  | 'params'
  | 'field'
  | 'connected'
  | 'copyMarkdown'
  | 'copyCsv'
  | 'collapseAll'
  | 'expandAll';

/** From the table's webview. */
export type SummaryTableMessage =
  | { type: 'ready' }
  | { type: 'open'; at: DocumentPlace }
  | { type: 'copy'; format: 'markdown' | 'csv'; order: 'execution' | 'params' | 'macs' };

// ── Notebook kernel ────────────────────────────────────────────────────────────────────────────

/** To the kernel. Cells are executed strictly in the order sent. */
export type KernelRequest =
  | { type: 'execute'; id: number; code: string; cell: string; folder?: string; pythonPath?: string[] }
  | { type: 'restart' };

/** From the kernel. Each execution ends with exactly one `done`. */
export type KernelReply =
  | { type: 'stream'; id: number; name: 'stdout' | 'stderr'; text: string }
  | { type: 'display'; id: number; data: MimeBundle; isResult: boolean }
  | { type: 'error'; id: number; name: string; message: string; traceback: string[] }
  | { type: 'done'; id: number; ok: boolean };

/** MIME type to content: text and JSON as they are, images as base64. */
export type MimeBundle = Record<string, unknown>;

/** From a kernel in a browser: what is at some paths of the workspace? */
export interface KernelFilesRequest {
  type: 'fetch';
  paths: string[];
}

/** To a kernel in a browser: the answer, in the order of the paths. */
export interface KernelFilesReply {
  type: 'fetched';
  found: Fetched[];
}

/** Environment variable-free interrupt: a SharedArrayBuffer of one Int32; non-zero asks the kernel to stop. */
export interface KernelStart {
  interrupt: SharedArrayBuffer;
}

// ── Notebook renderer ──────────────────────────────────────────────────────────────────────────

/** What computes feature maps, `convlens.backend`: a mode of gpu.js, or the fastest that is correct here. */
export const BACKEND_SETTINGS = ['auto', 'webgpu', 'webgl2', 'webasm', 'cpu'] as const;
export type BackendSetting = (typeof BACKEND_SETTINGS)[number];

/**
 * From the renderer to the extension. `ready` asks for `RendererSettings`; `keep` gives what is to be there when the notebook
 * is opened again.
 */
export type RendererMessage =
  | { type: 'ready' }
  | { type: 'keep'; state: unknown }
  | { type: 'copyText'; text: string }
  | { type: 'saveFile'; suggestedName: string; base64: string };

/** From the extension to every renderer: when one is ready, and when a setting changes. */
export interface RendererSettings {
  type: 'settings';
  backend: BackendSetting;
  /** VS Code's display language: `en`, `zh-cn`. */
  language?: string;
  /** What the renderer of this notebook gave to keep, when one is ready. */
  kept?: unknown;
}
