import { render } from 'preact';
import type { SummaryTableContent, SummaryTableMessage } from '../../src/protocol/messages';
import { Table } from './Table';
import css from './table.css';

declare function acquireVsCodeApi(): { postMessage(message: SummaryTableMessage): void };

const { postMessage } = acquireVsCodeApi();
const style = document.createElement('style');
style.textContent = css;
document.head.append(style);

window.addEventListener('message', ({ data }: MessageEvent<SummaryTableContent>) => {
  render(
    <Table
      {...data}
      onOpen={(at) => postMessage({ type: 'open', at })}
      onCopy={(format, order) => postMessage({ type: 'copy', format, order })}
    />,
    document.body,
  );
});
postMessage({ type: 'ready' });
