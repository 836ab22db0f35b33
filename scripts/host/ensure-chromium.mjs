// A Chromium for the tests: the one that is there, or Debian's package where we may install it.
import { existsSync } from 'node:fs';
import { must, say, which } from '../lib/process.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge'];
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The path of a Chromium-based browser, installed first where that is allowed; throws with the exact command else. */
export async function ensureChromium() {
  const present = findChromium();
  if (present) return present;
  if (which('apt-get') && process.getuid?.() === 0) {
    say('Installing Chromium (apt-get install chromium) …');
    await installWithApt();
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(
    'The tests need Chromium, and none was found. Install it with\n' +
      `    ${installCommand()}\n` +
      'or name an installed one in the environment variable CHROMIUM_PATH.',
  );
}

function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`);
    return named;
  }
  return names.map(which).find(Boolean) ?? usualPlaces.find((place) => existsSync(place));
}

async function installWithApt() {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '--no-install-recommends', 'chromium'];
  try {
    await must('apt-get', install, { env, label: 'apt-get install chromium' });
  } catch {
    // Package lists that are missing or out of date are the usual reason; a second failure is final.
    await must('apt-get', ['update'], { env, label: 'apt-get update' });
    await must('apt-get', install, { env, label: 'apt-get install chromium' });
  }
}

function installCommand() {
  if (process.platform === 'darwin') return 'brew install --cask chromium';
  if (process.platform === 'win32') return 'winget install Google.Chrome';
  if (which('dnf')) return 'sudo dnf install chromium';
  if (which('pacman')) return 'sudo pacman -S chromium';
  return 'sudo apt-get update && sudo apt-get install --no-install-recommends chromium';
}
