// The program under test, and folders that go with a test.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

function program() {
  const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');
  const builds = ['release', 'debug'].map((profile) => join(target, profile, 'scoreplan'));
  const found = [process.env.SCOREPLAN, ...builds].find((path) => path && existsSync(path));
  if (!found) throw new Error('build the program first, or name it in SCOREPLAN');
  return found;
}

/** Runs the program in the root of the project and gives what it prints. */
export function scoreplan(...args) {
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] };
  return execFileSync(program(), args, options);
}

/** A folder that goes when the test ends. */
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'scoreplan-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
