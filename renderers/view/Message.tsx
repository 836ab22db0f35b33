import { type Saying, sayIt } from '../../src/protocol/say';
import { t } from '../model/words';

export interface MessageProps {
  title: string;
  text: Saying | string;
  advice?: string;
  /** Does what is said to be possible. */
  action?: { readonly label: string; run(): void };
}

/** What stands in the cell when there is nothing to show: what is wrong, and what to do about it. */
export function Message({ title, text, advice, action }: MessageProps) {
  return (
    <div class="cl-message" role="alert">
      <div class="cl-message-title">{t(title)}</div>
      <div>{typeof text === 'string' ? text : sayIt(text, t)}</div>
      {advice && <div class="cl-dim">{t(advice)}</div>}
      {action && (
        <button class="cl-button" type="button" onClick={() => action.run()}>
          {t(action.label)}
        </button>
      )}
    </div>
  );
}
