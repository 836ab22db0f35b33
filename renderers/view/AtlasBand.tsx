import { useEffect, useRef, useState } from 'preact/hooks';
import { type ColorScale, colorRange, colorWords } from '../../src/compute/atlas/colors';
import { paintMap } from '../../src/compute/atlas/paint';
import type { Band, Gallery } from '../model/view';
import type { RangeMode } from '../model/viewState';

export interface AtlasBandProps {
  band: Band;
  width: number;
  gallery: Gallery | undefined;
  scale: ColorScale;
  mode: RangeMode;
}

/** One band of the atlas: its canvas exists and is painted only while it is near the window. */
export function AtlasBand({ band, width, gallery, scale, mode }: AtlasBandProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const near = useNearWindow(box);
  useEffect(() => {
    if (near && gallery && canvas.current) paintBand(canvas.current, band, width, gallery, scale, mode);
  }, [near, band, width, gallery, scale, mode]);
  return (
    <div ref={box} class="cl-band" style={{ top: `${band.y}px`, width: `${width}px`, height: `${band.height}px` }}>
      {near && <canvas ref={canvas} width={width} height={band.height} aria-hidden="true" />}
    </div>
  );
}

/** True while an element is in or near the visible part of the page. */
function useNearWindow(ref: { current: HTMLElement | null }): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => setNear(entries[entries.length - 1].isIntersecting), {
      rootMargin: '600px',
    });
    observer.observe(ref.current!);
    return () => observer.disconnect();
  }, []);
  return near;
}

function paintBand(
  canvas: HTMLCanvasElement,
  band: Band,
  width: number,
  gallery: Gallery,
  scale: ColorScale,
  mode: RangeMode,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const picture = new ImageData(width, band.height);
  const words = colorWords(scale);
  for (const tile of band.tiles) {
    const extent = mode === 'each' ? gallery.statistics(tile) : gallery.common(tile.kind);
    const rect = { x: tile.x, y: tile.y - band.y, width: tile.width, height: tile.height };
    paintMap(picture, rect, gallery.image(tile), colorRange(scale, extent), words);
  }
  context.putImageData(picture, 0, 0);
}
