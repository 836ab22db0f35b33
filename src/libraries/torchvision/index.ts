/**
 * torchvision's data sets and transforms, so that a training loop says what its model is given. Its models are
 * interpreted from their source, where that is found.
 */
import type { LibraryModule } from '../../python/interpreter/native';
import { visionDatasets } from './datasets';
import { featureExtraction } from './featureExtraction';
import { batchTransforms, interpolationMode, transformClasses, transformFunctions } from './transforms';

const attrs = { ...transformClasses, InterpolationMode: interpolationMode };

/** Submodules that models import, as they stand in the source. */
const presets = { _presets: 'torchvision.transforms._presets' };

export const modules: LibraryModule[] = [
  { name: 'torchvision', attrs: {}, isFallback: true },
  { name: 'torchvision.datasets', attrs: visionDatasets },
  { name: 'torchvision.datasets.vision', attrs: visionDatasets },
  { name: 'torchvision.transforms', attrs, interpreted: presets },
  { name: 'torchvision.transforms.transforms', attrs },
  { name: 'torchvision.transforms.functional', attrs: { ...transformFunctions, InterpolationMode: interpolationMode } },
  { name: 'torchvision.transforms.v2', attrs: { ...attrs, ...batchTransforms } },
  { name: 'torchvision.transforms.v2.functional', attrs: transformFunctions },
  featureExtraction,
];
