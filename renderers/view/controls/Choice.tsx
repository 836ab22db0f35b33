import { t } from '../../model/words';

export interface ChoiceProps {
  label: string;
  value: string;
  options: (readonly [string, string])[];
  onChange(value: string): void;
}

/** One of a few, with its label beside it. */
export function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label class="cl-choice">
      <span class="cl-dim">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {t(text)}
          </option>
        ))}
      </select>
    </label>
  );
}
