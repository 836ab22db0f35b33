import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatLarge } from '../../src/shape';
import type { Count, DocumentPlace, SummaryRow, SummaryTableContent } from '../../src/protocol/messages';
import { countText, isConnected, type SummaryOrder } from '../../src/protocol/summary';
import { afterKey, groupPaths, shareOf, shareText, shownRows, type ShownRow } from './rows';

/** Pixels; must agree with `.row` in table.css. */
const ROW = 22;
/** Rows drawn beyond the visible ones. */
const MARGIN = 10;

interface Props extends SummaryTableContent {
  onOpen: (at: DocumentPlace) => void;
  onCopy: (format: 'markdown' | 'csv', order: SummaryOrder) => void;
}

/** torchinfo's table: groups fold, columns of counts sort, a row leads to the line that makes its layer. */
export function Table({ summary, words, onOpen, onCopy }: Props) {
  const { root } = summary;
  const [order, setOrder] = useState<SummaryOrder>('execution');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState(0);
  const rows = shownRows(root, order, closed);
  const at = Math.min(active, rows.length - 1);
  const { body, first, count, page } = useVisibleRows(rows.length, at);

  const toggle = (path: string): void => {
    const next = new Set(closed);
    if (!next.delete(path)) next.add(path);
    setClosed(next);
  };
  const open = ({ row }: ShownRow): void => {
    if (row.at) onOpen(row.at);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moved = afterKey(event.key, rows, at, page);
    if (event.key === 'Enter') open(rows[at]);
    else if (!moved) return;
    event.preventDefault();
    if (moved) setActive(moved.at);
    if (moved?.toggle !== undefined) toggle(moved.toggle);
  };
  const hasConnections = isConnected(root);
  const sortBy = (key: SummaryOrder) => ({ order: key, current: order, onSort: setOrder });
  const allClosed = groupPaths(root).every((path) => closed.has(path));
  const toggleAll = allClosed ? words.expandAll : words.collapseAll;
  return (
    <main class="summary" style={`--params: ${charactersOf(root.params)}ch`}>
      <header>
        <h1>{summary.model.name}</h1> {root.input} → {root.output || '?'}
        <span class="actions">
          <button
            aria-label={toggleAll}
            title={toggleAll}
            onClick={() => setClosed(new Set(allClosed ? [] : groupPaths(root)))}
          >
            {allClosed ? '⊞' : '⊟'}
          </button>
          <button onClick={() => onCopy('markdown', order)}>{words.copyMarkdown}</button>
          <button onClick={() => onCopy('csv', order)}>{words.copyCsv}</button>
        </span>
      </header>
      <div
        class={hasConnections ? 'table connected' : 'table'}
        role="treegrid"
        aria-label={summary.model.name}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={`row-${at}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        ref={body}
      >
        <div class="row head" role="row">
          <Heading text={words.layer} {...sortBy('execution')} />
          <Heading text={words.type} />
          <Heading text={words.input} />
          <Heading text={words.output} />
          <Heading text={words.params} isNumber {...sortBy('params')} />
          <Heading text="MACs" isNumber {...sortBy('macs')} />
          <Heading text={words.field} isNumber />
          {hasConnections && <Heading text={words.connected} />}
        </div>
        <div style={{ height: `${first * ROW}px` }} />
        {rows.slice(first, first + count).map((shown, i) => (
          <Row
            key={shown.row.path}
            shown={shown}
            index={first + i}
            root={root}
            isActive={first + i === at}
            hasConnections={hasConnections}
            onToggle={() => toggle(shown.row.path)}
            onSelect={() => {
              setActive(first + i);
              open(shown);
            }}
          />
        ))}
        <div style={{ height: `${Math.max(0, rows.length - first - count) * ROW}px` }} />
      </div>
    </main>
  );
}

/** How many characters the column of a count has room for: as many as the whole model's, and the heading. */
function charactersOf(count: Count): number {
  return Math.max(9, Math.min(18, countText(count).length));
}

/** Which rows are in view, and scrolling the active one into it. */
function useVisibleRows(total: number, active: number) {
  const body = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  useEffect(() => {
    const element = body.current!;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  useLayoutEffect(() => {
    const element = body.current!;
    const top = active * ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    // The heading stays in view and covers a row.
    else if (top + 2 * ROW > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + 2 * ROW - element.clientHeight;
    }
  }, [active]);
  const first = Math.max(0, Math.min(Math.floor(view.top / ROW), total - 1) - MARGIN);
  const page = Math.max(1, Math.floor(view.height / ROW) - 1);
  return { body, first, count: page + 2 * MARGIN + 2, page };
}

interface HeadingProps {
  text: string;
  isNumber?: boolean;
  order?: SummaryOrder;
  current?: SummaryOrder;
  onSort?: (order: SummaryOrder) => void;
}

function Heading({ text, isNumber, order, current, onSort }: HeadingProps) {
  const isSorted = order !== undefined && order === current;
  const sort = isSorted ? (order === 'execution' ? 'ascending' : 'descending') : 'none';
  return (
    <div
      class={isNumber ? 'cell number' : 'cell'}
      role="columnheader"
      aria-sort={order ? sort : undefined}
      title={text}
    >
      {order && onSort ? (
        <button onClick={() => onSort(order)}>
          {text} {isSorted && (order === 'execution' ? '↑' : '↓')}
        </button>
      ) : (
        text
      )}
    </div>
  );
}

interface RowProps {
  shown: ShownRow;
  index: number;
  root: SummaryRow;
  isActive: boolean;
  hasConnections: boolean;
  onToggle: () => void;
  onSelect: () => void;
}

function Row({
  shown: { row, depth, isGroup, isOpen },
  index,
  root,
  isActive,
  hasConnections,
  onToggle,
  onSelect,
}: RowProps) {
  return (
    <div
      id={`row-${index}`}
      class={['row', isActive && 'active', row.failure && 'failed'].filter(Boolean).join(' ')}
      role="row"
      aria-level={depth + 1}
      aria-expanded={isGroup ? isOpen : undefined}
      title={row.failure}
      onClick={onSelect}
    >
      <div class="cell name" role="rowheader" style={`--depth: ${depth}`} title={row.path || row.name}>
        <span
          class="twistie"
          onClick={(event) => {
            event.stopPropagation();
            if (isGroup) onToggle();
          }}
        >
          {isGroup ? (isOpen ? '⌄' : '›') : ''}
        </span>
        {row.name}
      </div>
      <Text text={row.path === '' ? '' : row.type} />
      <Text text={row.input} />
      <Text text={row.failure ? '?' : row.output} />
      <Number text={countText(row.params)} count={row.params} whole={root.params} />
      <Number
        text={typeof row.macs === 'number' ? formatLarge(row.macs) : countText(row.macs)}
        count={row.macs}
        whole={root.macs}
      />
      <div class="cell number" role="gridcell">
        {row.receptiveField ?? ''}
      </div>
      {hasConnections && <Text text={row.connectedTo ?? ''} />}
    </div>
  );
}

const Text = ({ text }: { text: string }) => (
  <div class="cell" role="gridcell" title={text}>
    {text}
  </div>
);

/** A count with its share of the model's. */
function Number({ text, count, whole }: { text: string; count: Count; whole: Count }) {
  const share = shareOf(count, whole);
  return (
    <div class="cell number" role="gridcell" title={text}>
      <span>{count === 0 ? '–' : text}</span>
      {share !== 1 && <span class="share">{shareText(share)}</span>}
      <span class="bar" style={{ width: `${(share ?? 0) * 100}%` }} />
    </div>
  );
}
