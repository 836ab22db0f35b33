/**
 * The typed abstract syntax tree of Python, as the interpreter reads it.
 *
 * It follows CPython's `ast` module in names and shape (Python 3.13, library/ast.html), with two
 * differences: every node carries its offsets into the source (UTF-16 units, end exclusive), and code
 * that does not parse becomes `error` nodes in place, so that what is intact around it still answers.
 */

export interface Span {
  /** Offset of the first UTF-16 unit. */
  readonly start: number;
  /** Offset behind the last UTF-16 unit. */
  readonly end: number;
}

// ── Expressions ────────────────────────────────────────────────────────────────────────────────

export type Expr =
  | ConstantExpr
  | FStringExpr
  | NameExpr
  | AttributeExpr
  | SubscriptExpr
  | SliceExpr
  | CallExpr
  | UnaryExpr
  | BinaryExpr
  | BoolExpr
  | CompareExpr
  | ConditionalExpr
  | LambdaExpr
  | TupleExpr
  | ListExpr
  | SetExpr
  | DictExpr
  | ComprehensionExpr
  | StarredExpr
  | NamedExpr
  | AwaitExpr
  | YieldExpr
  | ErrorExpr;

/** A literal. Adjacent string literals are already joined. Integers beyond 2^53 are bigint. */
export interface ConstantExpr extends Span {
  kind: 'constant';
  value:
    | { type: 'none' }
    | { type: 'ellipsis' }
    | { type: 'bool'; value: boolean }
    | { type: 'int'; value: number | bigint }
    | { type: 'float'; value: number }
    | { type: 'complex'; imaginary: number }
    | { type: 'str'; value: string }
    | { type: 'bytes'; value: string };
}
export interface FStringExpr extends Span {
  kind: 'fstring';
  /** Literal text, or a replacement field with its conversion and (possibly nested) format spec. */
  parts: (
    | { type: 'text'; value: string }
    | { type: 'field'; value: Expr; conversion?: 'r' | 's' | 'a'; spec?: FStringExpr; debugText?: string }
  )[];
}
export interface NameExpr extends Span {
  kind: 'name';
  id: string;
}
export interface AttributeExpr extends Span {
  kind: 'attribute';
  value: Expr;
  attr: string;
  /** Where the attribute's own name stands. */
  attrSpan: Span;
}
export interface SubscriptExpr extends Span {
  kind: 'subscript';
  value: Expr;
  /** A tuple expression where several indices are given. */
  index: Expr;
}
export interface SliceExpr extends Span {
  kind: 'slice';
  lower?: Expr;
  upper?: Expr;
  step?: Expr;
}
export interface CallExpr extends Span {
  kind: 'call';
  func: Expr;
  /** Positional arguments, starred ones included, in order. */
  args: Expr[];
  /** Keyword arguments in order; `name` is absent for `**mapping`. */
  keywords: KeywordArg[];
}
export interface KeywordArg extends Span {
  name?: string;
  value: Expr;
}
export interface UnaryExpr extends Span {
  kind: 'unary';
  op: '+' | '-' | '~' | 'not';
  operand: Expr;
}
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '<<' | '>>' | '&' | '|' | '^';
export interface BinaryExpr extends Span {
  kind: 'binary';
  op: BinaryOperator;
  left: Expr;
  right: Expr;
}
export interface BoolExpr extends Span {
  kind: 'bool';
  op: 'and' | 'or';
  values: Expr[];
}
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'is' | 'is not' | 'in' | 'not in';
export interface CompareExpr extends Span {
  kind: 'compare';
  left: Expr;
  rest: { op: CompareOperator; right: Expr }[];
}
export interface ConditionalExpr extends Span {
  kind: 'conditional';
  test: Expr;
  body: Expr;
  orelse: Expr;
}
export interface LambdaExpr extends Span {
  kind: 'lambda';
  params: Parameters;
  body: Expr;
}
export interface TupleExpr extends Span {
  kind: 'tuple';
  elements: Expr[];
}
export interface ListExpr extends Span {
  kind: 'list';
  elements: Expr[];
}
export interface SetExpr extends Span {
  kind: 'set';
  elements: Expr[];
}
export interface DictExpr extends Span {
  kind: 'dict';
  /** `key` is absent for `**mapping`. */
  entries: { key?: Expr; value: Expr }[];
}
export interface ComprehensionExpr extends Span {
  kind: 'comprehension';
  type: 'list' | 'set' | 'dict' | 'generator';
  /** The element, or the key of a dict comprehension. */
  element: Expr;
  /** The value of a dict comprehension. */
  value?: Expr;
  clauses: ({ type: 'for'; target: Expr; iter: Expr; isAsync: boolean } | { type: 'if'; test: Expr })[];
}
export interface StarredExpr extends Span {
  kind: 'starred';
  value: Expr;
}
export interface NamedExpr extends Span {
  kind: 'named';
  target: NameExpr;
  value: Expr;
}
export interface AwaitExpr extends Span {
  kind: 'await';
  value: Expr;
}
export interface YieldExpr extends Span {
  kind: 'yield';
  from: boolean;
  value?: Expr;
}
/** Source that is no expression. `text` is what stands there. */
export interface ErrorExpr extends Span {
  kind: 'error';
  text: string;
}

// ── Statements ─────────────────────────────────────────────────────────────────────────────────

export type Stmt =
  | ExprStmt
  | AssignStmt
  | AugAssignStmt
  | AnnAssignStmt
  | ReturnStmt
  | DeleteStmt
  | PassStmt
  | BreakStmt
  | ContinueStmt
  | IfStmt
  | WhileStmt
  | ForStmt
  | WithStmt
  | TryStmt
  | RaiseStmt
  | AssertStmt
  | ImportStmt
  | ImportFromStmt
  | GlobalStmt
  | NonlocalStmt
  | FunctionDef
  | ClassDef
  | MatchStmt
  | TypeAliasStmt
  | RunScriptStmt
  | WriteFileStmt
  | ErrorStmt;

/** IPython's `%run`: a script runs, and its names are there afterwards. */
export interface RunScriptStmt extends Span {
  kind: 'runScript';
  /** As it is written; empty where it is not a file's name but computed. */
  path: string;
  /** `-i`: the script sees the names that are there. */
  sharesNames: boolean;
}
/** IPython's `%%writefile`: the rest of the cell is a Python file, which what comes later may import. */
export interface WriteFileStmt extends Span {
  kind: 'writeFile';
  path: string;
  /** `-a`: it goes on where the file ends. */
  appends: boolean;
  module: Module;
}
export interface ExprStmt extends Span {
  kind: 'expr';
  value: Expr;
}
/** `a = b = value`: targets from left to right. */
export interface AssignStmt extends Span {
  kind: 'assign';
  targets: Expr[];
  value: Expr;
}
export interface AugAssignStmt extends Span {
  kind: 'augAssign';
  target: Expr;
  op: BinaryOperator;
  value: Expr;
}
export interface AnnAssignStmt extends Span {
  kind: 'annAssign';
  target: Expr;
  annotation: Expr;
  value?: Expr;
}
export interface ReturnStmt extends Span {
  kind: 'return';
  value?: Expr;
}
export interface DeleteStmt extends Span {
  kind: 'delete';
  targets: Expr[];
}
export interface PassStmt extends Span {
  kind: 'pass';
}
export interface BreakStmt extends Span {
  kind: 'break';
}
export interface ContinueStmt extends Span {
  kind: 'continue';
}
/** `elif` is an `if` alone in `orelse`. */
export interface IfStmt extends Span {
  kind: 'if';
  test: Expr;
  body: Stmt[];
  orelse: Stmt[];
}
export interface WhileStmt extends Span {
  kind: 'while';
  test: Expr;
  body: Stmt[];
  orelse: Stmt[];
}
export interface ForStmt extends Span {
  kind: 'for';
  target: Expr;
  iter: Expr;
  body: Stmt[];
  orelse: Stmt[];
  isAsync: boolean;
}
export interface WithStmt extends Span {
  kind: 'with';
  items: { context: Expr; target?: Expr }[];
  body: Stmt[];
  isAsync: boolean;
}
export interface TryStmt extends Span {
  kind: 'try';
  body: Stmt[];
  /** `type` is absent for a bare `except:`. */
  handlers: { type?: Expr; name?: string; body: Stmt[]; isStar: boolean }[];
  orelse: Stmt[];
  finalbody: Stmt[];
}
export interface RaiseStmt extends Span {
  kind: 'raise';
  exception?: Expr;
  cause?: Expr;
}
export interface AssertStmt extends Span {
  kind: 'assert';
  test: Expr;
  message?: Expr;
}
export interface ImportAlias extends Span {
  /** Dotted name (`torch.nn`), or `*` in a from-import. */
  name: string;
  asname?: string;
}
export interface ImportStmt extends Span {
  kind: 'import';
  names: ImportAlias[];
}
export interface ImportFromStmt extends Span {
  kind: 'importFrom';
  /** Number of leading dots. */
  level: number;
  /** Absent in `from . import x`. */
  module?: string;
  names: ImportAlias[];
}
export interface GlobalStmt extends Span {
  kind: 'global';
  names: string[];
}
export interface NonlocalStmt extends Span {
  kind: 'nonlocal';
  names: string[];
}
export interface Parameter extends Span {
  name: string;
  nameSpan: Span;
  annotation?: Expr;
  default?: Expr;
  type: 'positionalOnly' | 'normal' | 'varArgs' | 'keywordOnly' | 'varKeywords';
}
export type Parameters = Parameter[];
export interface FunctionDef extends Span {
  kind: 'function';
  name: string;
  nameSpan: Span;
  params: Parameters;
  returns?: Expr;
  body: Stmt[];
  decorators: Expr[];
  isAsync: boolean;
  /** True where the body holds a `yield` of its own. */
  isGenerator: boolean;
}
export interface ClassDef extends Span {
  kind: 'class';
  name: string;
  nameSpan: Span;
  bases: Expr[];
  /** `metaclass=` and other class keywords. */
  keywords: KeywordArg[];
  body: Stmt[];
  decorators: Expr[];
}
export interface MatchStmt extends Span {
  kind: 'match';
  subject: Expr;
  cases: { pattern: Pattern; guard?: Expr; body: Stmt[] }[];
}
export interface TypeAliasStmt extends Span {
  kind: 'typeAlias';
  name: string;
  value: Expr;
}
/** Source that is no statement; statements that could be read inside it are kept in `body`. */
export interface ErrorStmt extends Span {
  kind: 'error';
  body: Stmt[];
}

/** Patterns of `match` (PEP 634). */
export type Pattern =
  | { kind: 'value'; value: Expr }
  | { kind: 'singleton'; value: Expr }
  | { kind: 'sequence'; patterns: Pattern[] }
  | { kind: 'star'; name?: string }
  | { kind: 'mapping'; entries: { key: Expr; pattern: Pattern }[]; rest?: string }
  | { kind: 'class'; cls: Expr; positional: Pattern[]; keywords: { name: string; pattern: Pattern }[] }
  | { kind: 'or'; patterns: Pattern[] }
  | { kind: 'as'; pattern?: Pattern; name?: string };

// ── A module ───────────────────────────────────────────────────────────────────────────────────

export interface SyntaxProblem extends Span {
  message: string;
}

export interface Comment extends Span {
  /** The text behind `#`, trimmed. */
  text: string;
}

/** One parsed file, or one notebook read as a module. */
export interface Module {
  body: Stmt[];
  /** Where the source does not parse; the tree around it is whole. */
  problems: SyntaxProblem[];
  comments: Comment[];
}
