/** What stands in the cell when there is nothing to show: what is wrong, and what to do about it. */
export function Message({ title, text, advice }: { title: string; text: string; advice?: string }) {
  return (
    <div class="cl-message" role="alert">
      <div class="cl-message-title">{title}</div>
      <div>{text}</div>
      {advice && <div class="cl-dim">{advice}</div>}
    </div>
  );
}
