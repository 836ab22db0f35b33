/** A Markdown document as the tests read it: headings, and the fenced blocks below them. README.md says how. */

/** One fenced block. */
export interface Block {
  language: string;
  /** What follows the language: `hover="conv"`, `output`. A word alone has the value ''. */
  attributes: ReadonlyMap<string, string>;
  text: string;
  /** The line of the document, from 1, on which the text starts. */
  line: number;
}

/** What stands between one heading and the next, and is tested together. */
export interface Section {
  /** The headings it stands under, outermost first. */
  path: readonly string[];
  blocks: readonly Block[];
}

/**
 * The sections of a document that have blocks.
 * @throws Error for a fence that is never closed: everything behind it would silently not be tested
 */
export function readDocument(markdown: string): Section[] {
  const lines = markdown.split('\n');
  const sections: { path: string[]; blocks: Block[] }[] = [];
  let path: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const heading = /^(#+) (.+)$/.exec(lines[i]);
    if (heading) {
      path = [...path.slice(0, heading[1].length - 1), heading[2]];
      sections.push({ path, blocks: [] });
      continue;
    }
    const fence = /^```(\w+)(.*)$/.exec(lines[i]);
    if (!fence) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`the block that starts on line ${i + 1} has no closing fence`);
    if (sections.length === 0) throw new Error(`the block on line ${i + 1} stands above the first heading`);
    const text = lines.slice(i + 1, end).join('\n');
    sections.at(-1)!.blocks.push({ language: fence[1], attributes: attributesOf(fence[2]), text, line: i + 2 });
    i = end;
  }
  return sections.filter((section) => section.blocks.length > 0);
}

function attributesOf(info: string): Map<string, string> {
  const words = info.matchAll(/([\w-]+)(?:=(?:"([^"]*)"|'([^']*)'))?/g);
  return new Map([...words].map(([, name, double, single]) => [name, double ?? single ?? '']));
}
