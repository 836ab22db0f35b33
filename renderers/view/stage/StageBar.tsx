import { type ConvProblem, outPerGroup } from '../../../src/compute/problem';
import { overlayOf } from '../../model/overlay';
import { ALONE, type Stage } from '../../model/stage';
import { mapText } from '../../model/mapNames';
import { Choice } from '../controls/Choice';
import { t } from '../../model/words';

export interface StageBarProps {
  problem: ConvProblem;
  stage: Stage;
  /** The side of an element now, and with the whole map in sight. */
  cell: number;
  fitted: number;
  onZoom(direction: 1 | -1): void;
  onGo(by: number): void;
  onLeave(): void;
  onStage(stage: Stage): void;
}

/** Above a large map: back to all, which map, what stands with it, how near. */
export function StageBar({ problem, stage, cell, fitted, onZoom, onGo, onLeave, onStage }: StageBarProps) {
  const { map, company } = stage;
  const count = map.kind === 'input' ? problem.inChannels : problem.outChannels;
  const canOverlay = map.kind === 'output' && problem.inChannels > 0 && overlayOf(problem) !== undefined;
  const group = Math.floor(map.channel / outPerGroup(problem));
  const ins = problem.inChannels / problem.groups;
  const choose = (kind: string): void => {
    if (kind === 'beside') {
      const channel = map.channel + 1 < count ? map.channel + 1 : map.channel - 1;
      onStage({ map, company: { kind: 'beside', channel } });
    } else if (kind === 'over') onStage({ map, company: { kind: 'over', input: group * ins, opacity: 0.6 } });
    else onStage({ map, company: ALONE });
  };
  const kinds: [string, string][] = [['alone', 'Alone']];
  if (count > 1) kinds.push(['beside', 'Beside another']);
  if (canOverlay) kinds.push(['over', 'Over the input']);
  return (
    <div class="cl-stage-bar">
      <button class="cl-button" type="button" title={t('Escape')} onClick={onLeave}>
        {t('← All maps')}
      </button>
      <span class="cl-stepper">
        <Small label={t('Map before')} text="‹" disabled={map.channel === 0} onClick={() => onGo(-1)} />
        <span class="cl-number">{mapText(map)}</span>
        <Small label={t('Next map')} text="›" disabled={map.channel === count - 1} onClick={() => onGo(1)} />
      </span>
      <span class="cl-stepper">
        <Small label={t('Zoom out')} text="−" disabled={cell <= fitted} onClick={() => onZoom(-1)} />
        <span class="cl-number cl-zoom">{cell >= 1 ? `${cell}×` : `1 : ${(1 / cell).toFixed(1)}`}</span>
        <Small label={t('Zoom in')} text="+" disabled={cell >= 64} onClick={() => onZoom(1)} />
      </span>
      {kinds.length > 1 && <Choice label={t('View')} value={company.kind} options={kinds} onChange={choose} />}
      {company.kind === 'beside' && (
        <Choice
          label={t('Other')}
          value={String(company.channel)}
          options={Array.from({ length: count }, (_, i) => [String(i), String(i)])}
          onChange={(value) => onStage({ map, company: { kind: 'beside', channel: Number(value) } })}
        />
      )}
      {company.kind === 'over' && (
        <>
          {ins > 1 && (
            <Choice
              label={t('Input')}
              value={String(company.input)}
              options={Array.from({ length: ins }, (_, i) => [String(group * ins + i), String(group * ins + i)])}
              onChange={(value) => onStage({ map, company: { ...company, input: Number(value) } })}
            />
          )}
          <label class="cl-choice">
            <span class="cl-dim">{t('Opacity')}</span>
            <input
              type="range"
              min="0"
              max="100"
              value={Math.round(company.opacity * 100)}
              aria-valuetext={`${Math.round(company.opacity * 100)} %`}
              onInput={(event) =>
                onStage({ map, company: { ...company, opacity: Number(event.currentTarget.value) / 100 } })
              }
            />
          </label>
        </>
      )}
    </div>
  );
}

interface SmallProps {
  label: string;
  text: string;
  disabled: boolean;
  onClick(): void;
}

/** At its end it stays where it is and keeps the focus: pressed once too often, the keys must not lead nowhere. */
function Small({ label, text, disabled, onClick }: SmallProps) {
  return (
    <button
      class="cl-small"
      type="button"
      aria-label={label}
      title={label}
      aria-disabled={disabled}
      onClick={() => !disabled && onClick()}
    >
      {text}
    </button>
  );
}
