/** `cv2.cvtColor`: how many channels a conversion takes and gives (OpenCV, "Color Space Conversions"). */
import { int, type Value } from '../../python/interpreter/values';

/** By the number of each conversion: colour spaces that it leads from and to, under each of its names. */
const CONVERSIONS =
  '0:BGR2BGRA,RGB2RGBA 1:BGRA2BGR,RGBA2RGB 2:BGR2RGBA,RGB2BGRA 3:BGRA2RGB,RGBA2BGR 4:BGR2RGB,RGB2BGR 5:BGRA2RGBA,RGBA2BGRA ' +
  '6:BGR2GRAY 7:RGB2GRAY 8:GRAY2BGR,GRAY2RGB 9:GRAY2BGRA,GRAY2RGBA 10:BGRA2GRAY 11:RGBA2GRAY 32:BGR2XYZ 33:RGB2XYZ 34:XYZ2BGR ' +
  '35:XYZ2RGB 36:BGR2YCR_CB,BGR2YCrCb 37:RGB2YCR_CB,RGB2YCrCb 38:YCR_CB2BGR,YCrCb2BGR 39:YCR_CB2RGB,YCrCb2RGB 40:BGR2HSV ' +
  '41:RGB2HSV 44:BGR2LAB,BGR2Lab 45:RGB2LAB,RGB2Lab 50:BGR2LUV,BGR2Luv 51:RGB2LUV,RGB2Luv 52:BGR2HLS 53:RGB2HLS 54:HSV2BGR ' +
  '55:HSV2RGB 56:LAB2BGR,Lab2BGR 57:LAB2RGB,Lab2RGB 58:LUV2BGR,Luv2BGR 59:LUV2RGB,Luv2RGB 60:HLS2BGR 61:HLS2RGB 66:BGR2HSV_FULL ' +
  '67:RGB2HSV_FULL 68:BGR2HLS_FULL 69:RGB2HLS_FULL 82:BGR2YUV 83:RGB2YUV 84:YUV2BGR 85:YUV2RGB';

export interface Conversion {
  readonly name: string;
  /** The numbers of channels that are taken. */
  readonly takes: readonly number[];
  readonly gives: number;
}

const channelsOf = (space: string): number => (space === 'GRAY' ? 1 : /^(BGRA|RGBA)$/.test(space) ? 4 : 3);

const isColor = (space: string): boolean => /^(BGR|RGB)A?$/.test(space);

/**
 * Colours may come with an alpha channel, which is passed over; grey, and other spaces, may not. Where only colours change
 * their places OpenCV 5 takes grey too.
 */
function conversion(name: string): Conversion {
  const [from, to] = name.split('2');
  const takes = isColor(from) ? (isColor(to) ? [1, 3, 4] : [3, 4]) : [channelsOf(from)];
  return { name: `COLOR_${name}`, takes, gives: channelsOf(to) };
}

const table = CONVERSIONS.split(' ').map((row) => {
  const [code, names] = row.split(':');
  return { code: Number(code), names: names.split(',') };
});

export const conversions: ReadonlyMap<number, Conversion> = new Map(
  table.map(({ code, names }) => [code, conversion(names[0])]),
);

/** `COLOR_BGR2RGB` and its like. */
export const colorConstants: Record<string, Value> = Object.fromEntries(
  table.flatMap(({ code, names }) => names.map((name) => [`COLOR_${name}`, int(code)])),
);
