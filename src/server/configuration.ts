/** The settings under `convlens`, as the server reads them. */
import { pinnedInputs, type PinnedInputs } from '../analysis/inputs/pinned';

export interface Configuration {
  readonly pythonPath: readonly string[];
  /** `hover` leaves a mark at the line, which shows the shape when it is pointed at. */
  readonly inlayHints: 'off' | 'hover' | 'on';
  readonly codeLens: boolean;
  /** Least severe problems that are shown. */
  readonly diagnostics: 'off' | 'errors' | 'all';
  readonly inputs: PinnedInputs;
}

/** Reads settings as an editor sends them; what is missing or of another type gets its default. */
export function configurationFrom(settings: unknown): Configuration {
  const section = (isRecord(settings) && isRecord(settings.convlens) ? settings.convlens : {}) as Partial<
    Record<string, unknown>
  >;
  const { pythonPath, inlayHints, codeLens, diagnostics, inputs } = section;
  return {
    pythonPath: Array.isArray(pythonPath) ? pythonPath.filter((path) => typeof path === 'string') : [],
    inlayHints: oneOf(['off', 'hover', 'on'] as const, inlayHints, 'on'),
    codeLens: codeLens !== false,
    diagnostics: oneOf(['off', 'errors', 'all'] as const, diagnostics, 'all'),
    inputs: pinnedInputs(inputs),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function oneOf<T extends string>(allowed: readonly T[], value: unknown, otherwise: T): T {
  return allowed.find((option) => option === value) ?? otherwise;
}
