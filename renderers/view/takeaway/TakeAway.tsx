import { useRef, useState } from 'preact/hooks';
import type { AtlasLayout } from '../../../src/compute/atlas/layout';
import type { MapRef } from '../../../src/compute/atlas/structure';
import { copyText, saveFile } from '../../model/deliver';
import type { Coloring, Gallery } from '../../model/gallery';
import { type Network, payloadOf } from '../../model/network';
import type { OutputAction } from '../../model/output';
import type { StepResult } from '../../model/session';
import { codeOf, fileName, npyOf, tensorsOf } from '../../model/takeaway';
import { atlasPng, mapPng } from './picture';

export interface TakeAwayProps {
  open: boolean;
  network: Network;
  result: StepResult;
  gallery: Gallery;
  coloring: Coloring;
  layout: AtlasLayout;
  /** The map that is pinned or shown large. */
  map: MapRef;
  dispatch(action: OutputAction): void;
}

/** What can be taken out of the notebook: pictures, numbers, code, the output itself. Shut until it is asked for. */
export function TakeAway(props: TakeAwayProps) {
  const { open, network, result, gallery, coloring, layout, map, dispatch } = props;
  const root = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState('');
  const act = (done: string, work: () => Promise<void>) => (): void => {
    work().then(
      () => setSaid(done),
      (error: unknown) => setSaid(error instanceof Error ? error.message : String(error)),
    );
  };
  const save = (what: string, extension: string, make: () => Blob | Promise<Blob>) => {
    const name = fileName(result, what, extension);
    return act(`${name} is offered for saving.`, async () => saveFile(name, await make()));
  };
  return (
    <div class="cl-takeaway" ref={root}>
      <button
        class="cl-link"
        type="button"
        aria-expanded={open}
        onClick={() => dispatch({ type: 'panel', panel: 'takeaway', open: !open })}
      >
        Take away {open ? '▴' : '▾'}
      </button>
      {open && (
        <div class="cl-takeaway-panel">
          <div class="cl-line">
            <span class="cl-dim">Pictures</span>
            <button
              class="cl-link"
              type="button"
              onClick={save(`${map.kind}-${map.channel}`, 'png', () => mapPng(gallery, coloring, map))}
            >
              {map.kind} {map.channel} as PNG
            </button>
            <button
              class="cl-link"
              type="button"
              onClick={save('maps', 'png', () => atlasPng(layout, gallery, coloring, root.current!))}
            >
              all shown maps as PNG
            </button>
          </div>
          <div class="cl-line">
            <span class="cl-dim">Numbers</span>
            {tensorsOf(result).map((name) => (
              <button
                class="cl-link"
                type="button"
                onClick={save(name, 'npy', () => new Blob([npyOf(result, name) as Uint8Array<ArrayBuffer>]))}
              >
                {name} as .npy
              </button>
            ))}
            <button
              class="cl-link"
              type="button"
              onClick={act('The output is on the clipboard.', () =>
                copyText(JSON.stringify(payloadOf(network), undefined, 1)),
              )}
            >
              copy the output as JSON
            </button>
          </div>
          {codeOf(network, result).map(({ framework, code }) => (
            <div class="cl-code-line">
              <span class="cl-dim">{framework}</span>
              <code>{code}</code>
              <button
                class="cl-link"
                type="button"
                aria-label={`Copy the ${framework} code`}
                onClick={act(`The ${framework} code is on the clipboard.`, () => copyText(code))}
              >
                Copy
              </button>
            </div>
          ))}
          <div class="cl-dim" role="status">
            {said}
          </div>
        </div>
      )}
    </div>
  );
}
