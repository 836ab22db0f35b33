import atlas from './atlas.css';
import base from './base.css';
import experiment from './experiment.css';
import inspector from './inspector.css';
import layers from './layers.css';
import legend from './legend.css';
import stage from './stage.css';
import takeaway from './takeaway.css';

/** The style sheet of an output. Where rules weigh the same, the later one holds. */
export const styles = [base, legend, atlas, inspector, stage, takeaway, layers, experiment].join('\n');
