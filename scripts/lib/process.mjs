// Child processes: run to the end with progress, or start and stop together with everything they started.
import { spawn, spawnSync } from 'node:child_process';

const windows = process.platform === 'win32';

/** `npm` needs a shell on Windows, where it is a batch file. */
export const npm = windows ? 'npm.cmd' : 'npm';

/** Prints one line about what is going on. */
export function say(line) {
  console.log(line);
}

/**
 * Runs a program to its end and resolves to `{ code, output }`; never rejects for a non-zero exit code.
 * With `quiet`, its output is kept back and a line with the elapsed seconds is printed every five seconds instead.
 * A program that exceeds `limit` (milliseconds) is stopped with everything it started, and its code is 124.
 */
export function run(command, args, { cwd, env, quiet = false, label = command, limit = 15 * 60_000 } = {}) {
  return new Promise((resolve) => {
    const child = start(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    let late = false;
    const take = (stream) => (data) => {
      chunks.push(data);
      if (!quiet) stream.write(data);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    const begun = Date.now();
    const seconds = () => Math.round((Date.now() - begun) / 1000);
    const beat = quiet ? setInterval(() => say(`    … ${label} (${seconds()} s)`), 5_000) : undefined;
    const stopLate = setTimeout(() => {
      late = true;
      say(`    ${label} did not end within ${limit / 60_000} minutes and is stopped.`);
      stop(child);
    }, limit);
    const done = (code) => {
      clearInterval(beat);
      clearTimeout(stopLate);
      resolve({ code: late ? 124 : code, output: Buffer.concat(chunks).toString() });
    };
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${command}: ${error.message}\n`));
      done(127);
    });
    child.on('close', (code, signal) => done(code ?? (signal ? 1 : 0)));
  });
}

/** Like `run`, quietly; throws with the last lines of the output when the program fails. */
export async function must(command, args, options = {}) {
  const { code, output } = await run(command, args, { quiet: true, ...options });
  if (code !== 0) {
    const tail = output.trimEnd().split('\n').slice(-25).join('\n');
    throw new Error(`${[command, ...args].join(' ')} ended with code ${code}:\n${tail}`);
  }
  return output;
}

const running = new Set();

/** Starts a program in a process group of its own, so that `stop` reaches its children too. */
export function start(command, args, { cwd, env, stdio = 'inherit' } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio,
    detached: !windows,
    shell: windows && command.endsWith('.cmd'),
  });
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

/** Stops a program started with `start`, and its children. */
export function stop(child) {
  if (child.pid === undefined || child.exitCode !== null) return;
  if (windows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // The group ended between the check above and the signal: nothing is left to stop.
  }
}

/** Makes Ctrl-C and a plain `kill`, of this program or of npm before it, stop every program that is still running. */
export function stopAllOnExit() {
  if (process.env.npm_lifecycle_event) endWithParent();
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]) {
    process.on(signal, () => process.exit(code));
  }
  process.on('exit', () => running.forEach(stop));
}

/** The shell between npm and its scripts passes no signal on: a script notices that it was left by its parent's change. */
function endWithParent() {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && process.exit(143), 1_000).unref();
}

/** The full path of a program on the PATH, or undefined. */
export function which(name) {
  const finder = windows ? 'where' : 'which';
  const found = spawnSync(finder, [name], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.split(/\r?\n/)[0].trim() : undefined;
}
