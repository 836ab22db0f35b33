import { useRef, useState } from 'preact/hooks';
import { imageSize, sliceRows } from '../../../src/compute/atlas/image';
import { formatNumber, parseNumber } from '../../model/format';
import { useGesture } from '../controls/NumberField';
import { t } from '../../model/words';

export interface KernelGridProps {
  sizes: readonly number[];
  taps: readonly number[];
  name: string;
  onChange(tap: number, value: number, joins: boolean): void;
}

const STEPS: Record<string, number> = { ArrowUp: 1, ArrowDown: -1 };

/** The taps of a kernel, a field for each. Up and down change a number by a tenth, with Shift by one; 1/9 is understood. */
export function KernelGrid({ sizes, taps, name, onChange }: KernelGridProps) {
  const { columns } = imageSize(sizes);
  const slices = sliceRows(sizes);
  /** What a tap is called, by where it stands. */
  const placeOf = (tap: number): string => {
    const [row, column] = [Math.floor(tap / columns), tap % columns];
    if (!slices) return t('weight row {0}, column {1}', row, column);
    return t('weight slice {0}, row {1}, column {2}', Math.floor(row / slices), row % slices, column);
  };
  const startsSlice = (tap: number): boolean =>
    slices !== undefined && tap >= columns && Math.floor(tap / columns) % slices === 0;
  const [typing, setTyping] = useState<{ tap: number; text: string }>();
  const joins = useGesture();
  // Keys may come faster than this is drawn: what was sent last counts until other taps arrive.
  const sent = useRef<{ taps: readonly number[]; tap: number; value: number } | undefined>(undefined);
  const latest = (tap: number): number =>
    sent.current?.taps === taps && sent.current.tap === tap ? sent.current.value : taps[tap];
  const set = (tap: number, value: number | undefined): void => {
    if (value === undefined || Math.fround(value) === Math.fround(latest(tap))) return;
    sent.current = { taps, tap, value };
    onChange(tap, value, joins());
  };
  return (
    <div
      class="cl-kernel-grid"
      role="group"
      aria-label={name}
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(3.4em, 4.6em))` }}
    >
      {taps.map((value, tap) => {
        const typed = typing?.tap === tap ? parseNumber(typing.text) : undefined;
        const wrong = typing?.tap === tap && typed === undefined;
        // What was typed stands as long as it means the weight: undoing changes the weight under it.
        const stands = wrong || (typed !== undefined && Math.fround(typed) === value);
        const text = typing && stands ? typing.text : shortNumber(value);
        return (
          <input
            key={tap}
            class={`cl-input cl-tap${wrong ? ' cl-invalid' : ''}${startsSlice(tap) ? ' cl-slice-start' : ''}`}
            type="text"
            inputMode="decimal"
            aria-label={placeOf(tap)}
            aria-invalid={wrong}
            value={text}
            title={formatNumber(value)}
            onFocus={(event) => event.currentTarget.select()}
            onInput={(event) => {
              const typed = event.currentTarget.value;
              setTyping({ tap, text: typed });
              set(tap, parseNumber(typed));
            }}
            onBlur={() => setTyping(undefined)}
            onKeyDown={(event) => {
              const step = STEPS[event.key];
              if (event.key === 'Enter') setTyping(undefined);
              if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
              event.preventDefault();
              event.stopPropagation();
              setTyping(undefined);
              set(tap, Math.round((latest(tap) + step * (event.shiftKey ? 1 : 0.1)) * 1e6) / 1e6);
            }}
          />
        );
      })}
    </div>
  );
}

/** Characters that a field has room for. */
const FIELD_WIDTH = 7;

/** A weight in the width of a field: four digits, fewer where zeros before them take the room. */
function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const texts = [4, 3, 2, 1].map((digits) => String(Number(value.toPrecision(digits))));
  return (texts.find((text) => text.length <= FIELD_WIDTH) ?? texts[0]).replace('-', '−');
}
