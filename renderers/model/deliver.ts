import { SaidError } from '../../src/protocol/say';
import type { RendererMessage } from '../../src/protocol/messages';

/** Sends a message to the extension, where there is one that listens. */
let post: ((message: RendererMessage) => void) | undefined;

/** Tells how to reach the extension: known once for all outputs, when VS Code activates the renderer. */
export function connectDelivery(postMessage: ((message: unknown) => void) | undefined): void {
  post = postMessage;
}

/**
 * Puts text on the clipboard: through the extension, which may always do so, else as the page may.
 * @throws Error with the browser's reason where it may not.
 */
export async function copyText(text: string): Promise<void> {
  if (post) post({ type: 'copyText', text });
  else await navigator.clipboard.writeText(text);
}

/** Offers a file: through the extension, which asks where to save it, else as a download of the page. */
export async function saveFile(suggestedName: string, content: Blob): Promise<void> {
  if (post) {
    post({ type: 'saveFile', suggestedName, base64: await base64Of(content) });
    return;
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = suggestedName;
  link.click();
  // The browser has taken the file up by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function base64Of(content: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).split(',')[1] ?? '');
    reader.onerror = () => reject(reader.error ?? new SaidError('The file could not be read.'));
    reader.readAsDataURL(content);
  });
}
