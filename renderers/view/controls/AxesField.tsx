import { useState } from 'preact/hooks';
import { NumberField } from './NumberField';
import { t } from '../../model/words';

export interface AxesFieldProps {
  label: string;
  /** The name of each number: `H`, `W` or `top`, `bottom`. */
  names: readonly string[];
  values: readonly number[];
  min?: number;
  invalid?: boolean;
  /** What the numbers belong to. Default: `axis`. */
  per?: string;
  onChange(values: number[], joins: boolean): void;
}

/** A number for each axis: one field while they are the same, one for each where they differ or are to differ. */
export function AxesField({ label, names, values, min, invalid, per = 'axis', onChange }: AxesFieldProps) {
  const [split, setSplit] = useState(false);
  const same = values.every((value) => value === values[0]);
  const each = split || !same;
  const set = (index: number, value: number): number[] => values.map((old, i) => (i === index ? value : old));
  return (
    <div class="cl-field-row" role="group" aria-label={label}>
      <span class="cl-field-label">{label}</span>
      <span class="cl-field-values">
        {each ? (
          values.map((value, i) => (
            <label key={names[i]} class="cl-axis">
              <span class="cl-dim">{t(names[i])}</span>
              <NumberField
                label={`${label}, ${t(names[i])}`}
                value={value}
                min={min}
                invalid={invalid}
                onChange={(next, joins) => onChange(set(i, next), joins)}
              />
            </label>
          ))
        ) : (
          <NumberField
            label={label}
            value={values[0]}
            min={min}
            invalid={invalid}
            onChange={(next, joins) =>
              onChange(
                values.map(() => next),
                joins,
              )
            }
          />
        )}
        {values.length > 1 && (
          <button
            class="cl-link"
            type="button"
            title={
              each ? t('One number for all') : t('A number for each of {0}', names.map((name) => t(name)).join(', '))
            }
            onClick={() => {
              if (each && !same)
                onChange(
                  values.map(() => values[0]),
                  false,
                );
              setSplit(!each);
            }}
          >
            {t(each ? 'all alike' : `per ${per}`)}
          </button>
        )}
      </span>
    </div>
  );
}
