import { useRef, useState } from 'preact/hooks';

export interface NumberFieldProps {
  /** What a screen reader says; the field's own caption may be shorter. */
  label: string;
  value: number;
  min?: number;
  /** What the spinner and the arrow keys add; any whole number can be typed. Default 1. */
  step?: number;
  invalid?: boolean;
  /** @param joins true when it goes on from a change a moment before, as when a spinner is held down. */
  onChange(value: number, joins: boolean): void;
}

/** Milliseconds between two changes of one gesture. */
const GESTURE = 700;

/** Tells whether a change goes on from the one before. */
export function useGesture(): () => boolean {
  const last = useRef(0);
  return () => {
    const now = performance.now();
    const joins = now - last.current < GESTURE;
    last.current = now;
    return joins;
  };
}

/** A whole number. What is typed is taken as soon as it is one; left unfinished, the field falls back to its value. */
export function NumberField({ label, value, min = 1, step = 1, invalid = false, onChange }: NumberFieldProps) {
  const [typed, setTyped] = useState<string>();
  const joins = useGesture();
  const type = (text: string): void => {
    setTyped(text);
    const number = Number(text);
    if (text.trim() !== '' && Number.isInteger(number) && number !== value) onChange(number, joins());
  };
  // What was typed stands as long as it means the value, or nothing yet: undoing changes the value under it.
  const unfinished = typed !== undefined && (typed.trim() === '' || !Number.isInteger(Number(typed)));
  const shown = typed !== undefined && (unfinished || Number(typed) === value) ? typed : String(value);
  return (
    <input
      class={`cl-input cl-number-field${invalid ? ' cl-invalid' : ''}`}
      type="number"
      min={min}
      step={step}
      aria-label={label}
      aria-invalid={invalid}
      value={shown}
      onInput={(event) => type(event.currentTarget.value)}
      onBlur={() => setTyped(undefined)}
    />
  );
}
