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

/** Environment variable-free interrupt: a SharedArrayBuffer of one Int32; non-zero asks the kernel to stop. */
export interface KernelStart {
  interrupt: SharedArrayBuffer;
}

// ── Notebook renderer ──────────────────────────────────────────────────────────────────────────

/** From the renderer to the extension. */
export type RendererMessage =
  { type: 'copyText'; text: string } | { type: 'saveFile'; suggestedName: string; base64: string };
