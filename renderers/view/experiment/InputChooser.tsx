import { useRef, useState } from 'preact/hooks';
import { channelsFirst, inFormat } from '../../../src/compute/layout';
import { type InputSource, PATTERNS, PATTERN_LABELS, type PatternName } from '../../model/inputSource';
import { tooLargeToMake } from '../../model/limits';
import { type Network, rootInput } from '../../model/network';
import { formatShape } from '../../model/format';
import type { OutputStore } from '../../model/registry';
import { PHOTOGRAPHS, type PhotographName, readPhotograph, readPicture } from '../../model/pictures';
import { AxesField } from '../controls/AxesField';
import { NumberField } from '../controls/NumberField';
import { sayError, sayIt } from '../../../src/protocol/say';
import { t } from '../../model/words';

export interface InputChooserProps {
  network: Network;
  step: number;
  dispatch: OutputStore['dispatch'];
}

const AXIS_NAMES: Record<number, readonly string[]> = { 1: ['length'], 2: ['H', 'W'], 3: ['D', 'H', 'W'] };

/** Another input in the place of the one that arrived: photographs, patterns, an image file; and its size. */
export function InputChooser({ network, step, dispatch }: InputChooserProps) {
  const { tensor, format, source, step: reader } = rootInput(network, step);
  const { name, op } = network.steps[reader].step;
  const [problem, setProblem] = useState<string>();
  const [, channels, ...spatial] = channelsFirst(network.tensors[tensor].shape, format);
  const [, , ...arrived] = channelsFirst(network.arrived[tensor].shape, format);

  const put = (next: InputSource, size: readonly number[] = spatial, joins = false): void => {
    setProblem(undefined);
    dispatch({ type: 'edit', joins, edit: { type: 'input', tensor, source: next, spatial: size } });
  };
  const load = async (reading: Promise<InputSource>): Promise<void> => {
    try {
      put(await reading);
    } catch (error) {
      setProblem(sayError(error, t));
    }
  };
  const picture = async (file: File): Promise<InputSource> => ({ type: 'picture', picture: await readPicture(file) });
  const choose = (key: string): void => {
    const [type, name] = key.split(' ');
    if (type === 'pattern') put({ type: 'pattern', name: name as PatternName, seed: 1 });
    else if (type === 'photograph') void load(readPhotograph(name as PhotographName));
    else if (type === 'original') put({ type: 'original' }, arrived);
  };
  const files = (list: FileList | null | undefined): void => {
    if (list && list.length > 0) void load(picture(list[0]));
  };

  return (
    <fieldset class="cl-group cl-chosen-input">
      <legend>{reader === step ? t('Input') : t('Input of {0}', name ?? op)}</legend>
      <div class="cl-field-row">
        <span class="cl-field-label">{t('picture')}</span>
        <span class="cl-field-values">
          <SourceSelect source={source} isPicture={spatial.length === 2} onChoose={choose} />
          {spatial.length === 2 && <FileButton onFiles={files} />}
          {source.type === 'pattern' && source.name === 'noise' && (
            <label class="cl-axis">
              <span class="cl-dim">{t('seed')}</span>
              <NumberField
                label={t('seed of the noise')}
                value={source.seed ?? 1}
                min={0}
                onChange={(seed, joins) => put({ ...source, seed }, spatial, joins)}
              />
            </label>
          )}
        </span>
      </div>
      <AxesField
        label={t('size')}
        names={AXIS_NAMES[spatial.length]}
        values={spatial}
        onChange={(size, joins) => {
          const tooLarge = tooLargeToMake([1, channels, ...size]);
          if (tooLarge) setProblem(sayIt(tooLarge, t));
          else if (size.every((n) => n >= 1)) put(source, size, joins);
        }}
      />
      <div class="cl-dim">
        {formatShape(inFormat([network.tensors[tensor].shape[0], channels, ...spatial], format))}
        {source.type === 'original' ? '' : t(', numbers from 0 to 1')}
        {source.type === 'picture' && channels > 3 ? t('; red, green and blue over and over') : ''}
      </div>
      {problem && (
        <div class="cl-refused" role="alert">
          {problem}
        </div>
      )}
    </fieldset>
  );
}

function FileButton({ onFiles }: { onFiles(files: FileList | null): void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        class="cl-chip-button"
        type="button"
        title={t('Or drop an image file on the maps')}
        onClick={() => input.current?.click()}
      >
        {t('Image file…')}
      </button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        onChange={(event) => {
          onFiles(event.currentTarget.files);
          // So that the same file can be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

interface SourceSelectProps {
  source: InputSource;
  /** Whether it has the two axes of a picture. */
  isPicture: boolean;
  onChoose(key: string): void;
}

function SourceSelect({ source, isPicture, onChoose }: SourceSelectProps) {
  const known = source.type === 'picture' ? PHOTOGRAPHS.find(({ label }) => label === source.picture.name) : undefined;
  const value = source.type === 'pattern' ? `pattern ${source.name}` : known ? `photograph ${known.name}` : source.type;
  return (
    <select
      class="cl-select"
      aria-label={t('Input')}
      value={value}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      <option value="original">{t('As it arrived')}</option>
      {source.type === 'picture' && !known && <option value="picture">{source.picture.name}</option>}
      {isPicture && (
        <optgroup label={t('Photographs')}>
          {PHOTOGRAPHS.map(({ name, label }) => (
            <option key={name} value={`photograph ${name}`}>
              {t(label)}
            </option>
          ))}
        </optgroup>
      )}
      <optgroup label={t('Patterns')}>
        {PATTERNS.map((name) => (
          <option key={name} value={`pattern ${name}`}>
            {t(PATTERN_LABELS[name])}
          </option>
        ))}
      </optgroup>
    </select>
  );
}
