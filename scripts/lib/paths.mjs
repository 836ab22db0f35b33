// Where things lie in a checkout. Nothing here touches the disk.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Everything that is fetched or generated for development and may be deleted at any time. */
export const cache = path.join(root, '.cache');

/** Reports and screenshots of the last test run. */
export const results = path.join(root, 'test-results');

/** The folder that `npm start` opens. */
export const examples = path.join(root, 'media', 'examples');
