// What was measured, as tables: one per backend, and what the targets make of it.

/** Best peer ÷ ConvLens, at least. */
const TARGETS = {
  webgl2: { all: 2, a: 4, d: 4, g: 4 },
  webgpu: { all: 2 },
  webasm: { all: 1, a: 2, b: 2, c: 2, d: 2 },
};

const KINDS = {
  full: 'input and weights from arrays, result in an array (ConvLens: in the caller’s own; the peers make one each time)',
  resident: 'weights stay on the device, input from an array, result in an array',
};

/** Prints a backend's tables and adds to `summary` which targets were met. */
export function printBackend({ backend, device, limits, rounds, reports }, summary) {
  console.log(`\n${backend} · ${device} · median of ${rounds}, interleaved; first calls in pages of their own, median`);
  if (limits) {
    const [bytes, flops] = [limits.gigabytes, limits.gigaflops].map(Math.round);
    console.log(
      `  the card itself, measured through WebGPU: ${bytes} GB/s copying, ${flops} GFLOP/s multiplying and adding`,
    );
  }
  for (const [who, why] of Object.entries(Object.assign({}, ...reports.map(({ missing }) => missing)))) {
    console.log(`  ${who} is not offered here: ${why}`);
  }
  for (const [kind, title] of Object.entries(KINDS)) {
    if (!reports.some((report) => best(report, kind, 'ConvLens'))) continue;
    console.log(`\n  ${title}: milliseconds`);
    print(reports.filter(({ failed }) => !failed).map((report) => row(report, kind, backend, summary)));
  }
  for (const { name, measurements, failed: wholly } of reports) {
    if (wholly) {
      console.log(`  ${name}: ${wholly}`);
      summary.missed.push(`${backend} ${name}: ${wholly}`);
    }
    for (const { contestant, kind, failed } of measurements) {
      if (failed) console.log(`  ${name}: ${contestant} (${kind}) failed: ${failed}`);
    }
  }
}

function row(report, kind, backend, summary) {
  const own = best(report, kind, 'ConvLens');
  const peers = [...new Set(report.measurements.map(({ contestant }) => contestant))].filter(
    (who) => who !== 'ConvLens',
  );
  const theirs = peers.map((who) => best(report, kind, who));
  const rivals = theirs.filter(Boolean);
  const cells = { case: `${report.name}  ${report.title}`, ConvLens: time(own?.median) };
  peers.forEach((who, i) => (cells[who] = time(theirs[i]?.median)));
  const judge = (what, ratio, target) => {
    if (kind !== 'full') return ratio.toFixed(2);
    if (ratio >= target) summary.met++;
    else summary.missed.push(`${backend} ${report.name}: ${what} ${ratio.toFixed(2)}, target ${target}`);
    return `${ratio.toFixed(2)} ${ratio >= target ? '✓' : '✗'}`;
  };
  if (own && rivals.length > 0) {
    const target = TARGETS[backend][report.name] ?? TARGETS[backend].all;
    cells.ratio = judge('peer ÷ ConvLens', Math.min(...rivals.map(({ median }) => median)) / own.median, target);
    cells.target = `≥ ${target}`;
  }
  if (kind === 'full' && rivals.length > 0) {
    const first = firstCall(report, 'ConvLens');
    const others = Math.min(...peers.map((who) => firstCall(report, who)).filter((ms) => !Number.isNaN(ms)));
    cells['first call'] = time(first);
    cells['peer’s'] = time(others);
    cells['ratio '] = judge('first call, peer’s ÷ ConvLens', others / first, 1);
  }
  cells['GB/s'] = own ? (report.bytes / own.median / 1e6).toFixed(2) : '';
  cells['GFLOP/s'] = own ? (report.flops / own.median / 1e6).toFixed(1) : '';
  cells.error = own ? own.error.toExponential(1) : '';
  cells['peers’ error'] = rivals.length > 0 ? Math.max(...rivals.map(({ error }) => error)).toExponential(1) : '';
  cells.input = own?.variant ?? '';
  return cells;
}

/** A case's full times in a line: what is told while others are still being measured. */
export function lineOf(report) {
  const names = [...new Set(report.measurements.map(({ contestant }) => contestant))];
  return names.map((who) => `${who} ${time(best(report, 'full', who)?.median)} ms`).join(', ');
}

/** The fastest of a contestant's ways of one kind. */
function best({ measurements }, kind, contestant) {
  const ways = measurements.filter((m) => m.contestant === contestant && m.kind === kind && !m.failed);
  return ways.sort((a, b) => a.median - b.median)[0];
}

/** How long a contestant's first call of a case took: the median of its pages. */
function firstCall({ firstCalls }, contestant) {
  const times = [...(firstCalls[contestant] ?? [])].sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? NaN;
}

const time = (ms) =>
  ms === undefined || Number.isNaN(ms) ? '–' : ms < 10 ? ms.toFixed(2) : ms.toFixed(ms < 100 ? 1 : 0);

function print(rows) {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const table = [Object.fromEntries(columns.map((column) => [column, column.trim()])), ...rows];
  const widths = columns.map((column) => Math.max(...table.map((cells) => (cells[column] ?? '').length)));
  for (const cells of table) {
    const line = columns.map((column, i) => {
      const text = cells[column] ?? '';
      return i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i]);
    });
    console.log(`  ${line.join('  ')}`);
  }
}

/** The last lines: how many targets were met, and by how much the others were missed. */
export function printSummary({ met, missed }) {
  console.log(`\n${met} of ${met + missed.length} targets met.`);
  for (const line of missed) console.log(`  ${line}`);
}
