/** What the test page offers to the runner; the renderer under test is the production bundle, loaded beside this. */
import { PAYLOADS, REFUSED } from '../../support/payloads';
import { mulberry32 } from '../../../src/protocol/random';
import { checkPicture } from './picture';
import {
  chains,
  goldens,
  manyWeights,
  randomOthers,
  randomPlans,
  smallTextures,
  someNumbers,
  torchValues,
} from './properties';
import { misunderstood, pointOf, understandPlan } from './understanding';

type Renderer = { renderOutputItem(item: object, element: HTMLElement): void; disposeOutputItem(id?: string): void };

async function show(renderer: Renderer, id: string, data: unknown): Promise<void> {
  let element = document.getElementById(id);
  if (!element) {
    element = document.createElement('div');
    element.id = id;
    document.body.append(element);
  }
  // As it arrives from a notebook file: through JSON.
  const json = (): unknown => JSON.parse(JSON.stringify(data));
  await renderer.renderOutputItem({ id, mime: 'application/vnd.convlens.v1+json', json }, element);
}

Object.assign(window, {
  page: {
    PAYLOADS,
    REFUSED,
    show,
    checkPicture,
    randomPlans,
    chains,
    manyWeights,
    someNumbers,
    goldens,
    randomOthers,
    torchValues,
    smallTextures,
    mulberry32,
    understandPlan,
    pointOf,
    misunderstood,
  },
});
