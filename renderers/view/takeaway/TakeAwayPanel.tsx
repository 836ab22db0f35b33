import { useState } from 'preact/hooks';
import type { AtlasLayout } from '../../../src/compute/atlas/layout';
import type { MapRef } from '../../../src/compute/atlas/structure';
import { copyText, saveFile } from '../../model/deliver';
import type { Coloring, Gallery } from '../../model/gallery';
import { type Network, payloadOf } from '../../model/network';
import type { StepResult } from '../../model/session';
import { codeOf, fileName, npyOf, tensorsOf, withoutCode } from '../../model/takeaway';
import { mapText } from '../../model/mapNames';
import { atlasPng, mapPng } from './picture';
import { sayError, sayIt } from '../../../src/protocol/say';
import { t } from '../../model/words';

export interface TakeAwayPanelProps {
  network: Network;
  result: StepResult;
  gallery: Gallery;
  coloring: Coloring;
  layout: AtlasLayout;
  /** The map that is pinned or shown large. */
  map: MapRef;
  /** What the maps are drawn in: the fonts and colours of their texts. */
  place(): HTMLElement;
}

/** Pictures, numbers, code, the output itself. */
export function TakeAwayPanel({ network, result, gallery, coloring, layout, map, place }: TakeAwayPanelProps) {
  const [said, setSaid] = useState('');
  const spellings = codeOf(network, result);
  const act = (done: string, work: () => Promise<void>) => (): void => {
    work().then(
      () => setSaid(done),
      (error: unknown) => setSaid(sayError(error, t)),
    );
  };
  const save = (what: string, extension: string, make: () => Blob | Promise<Blob>) => {
    const name = fileName(result, what, extension);
    return act(t('{0} is offered for saving.', name), async () => saveFile(name, await make()));
  };
  return (
    <div class="cl-takeaway-panel">
      <div class="cl-line">
        <span class="cl-dim">{t('Pictures')}</span>
        <button
          class="cl-link"
          type="button"
          onClick={save(`${map.kind}-${map.channel}`, 'png', () => mapPng(gallery, coloring, map))}
        >
          {t('{0} as PNG', mapText(map))}
        </button>
        <button
          class="cl-link"
          type="button"
          onClick={save('maps', 'png', () => atlasPng(layout, gallery, coloring, place()))}
        >
          {t('all shown maps as PNG')}
        </button>
      </div>
      <div class="cl-line">
        <span class="cl-dim">{t('Numbers')}</span>
        {tensorsOf(result).map((name) => (
          <button
            class="cl-link"
            type="button"
            onClick={save(name, 'npy', () => new Blob([npyOf(result, name) as Uint8Array<ArrayBuffer>]))}
          >
            {t('{0} as .npy', t(name))}
          </button>
        ))}
        <button
          class="cl-link"
          type="button"
          onClick={act(t('The output is on the clipboard.'), () =>
            copyText(JSON.stringify(payloadOf(network), undefined, 1)),
          )}
        >
          {t('copy the output as JSON')}
        </button>
      </div>
      {spellings.map(({ framework, code }) => (
        <div class="cl-code-line">
          <span class="cl-dim">{framework}</span>
          <code>{code}</code>
          <button
            class="cl-link"
            type="button"
            aria-label={t('Copy the {0} code', framework)}
            onClick={act(t('The {0} code is on the clipboard.', framework), () => copyText(code))}
          >
            {t('Copy')}
          </button>
        </div>
      ))}
      {withoutCode(result, spellings).map(({ framework, why }) => (
        <div class="cl-code-line">
          <span class="cl-dim">{framework}</span>
          <span class="cl-dim">{sayIt(why, t)}</span>
        </div>
      ))}
      <div class="cl-dim" role="status">
        {said}
      </div>
    </div>
  );
}
