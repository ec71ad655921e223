// A real language server completes, explains and checks the files that people write.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Editor } from './language-server.js';
import { ROOT, folder, scoreplan } from './program.js';

const home = folder({ after });
let editor;
let files = 0;

before(async () => {
  scoreplan('schema', '--all', '--output', home);
  editor = await Editor.start(home);
});
after(() => editor.stop());

/** A file of its own with the line that names its schema. */
const file = (kind, text) => [
  join(home, `${kind}-${(files += 1)}.yaml`),
  `# yaml-language-server: $schema=./${kind}.schema.json\n${text}`,
];
const labels = async (kind, text) => (await editor.complete(...file(kind, text))).map((item) => item.label);
const wrong = async (kind, text) => (await editor.open(...file(kind, text))).map((one) => one.message);

test('keys are completed at the top and inside', async () => {
  const top = await labels('scenario', 'scenario: a\n|');
  for (const key of ['licences', 'teams', 'goal', 'retire-tool']) assert.ok(top.includes(key), `${key} in ${top}`);
  assert.ok(!top.includes('scenario'), 'a key that is there is not offered again');
  const team = await labels('scenario', 'scenario: a\nteams:\n  identity:\n    |');
  assert.deepEqual(team.filter((key) => key === 'upkeep' || key === 'lead-time').sort(), ['lead-time', 'upkeep']);
});

test('words are completed', async () => {
  assert.deepEqual((await labels('scenario', 'scenario: a\nremediate:\n  order: |')).sort(), ['area', 'rank', 'score']);
  const status = await labels('scenario', 'scenario: a\nstatus:\n  - control: AdminMFAV2\n    set: |');
  assert.ok(status.includes('Resolved through third party') && !status.includes('Completed'), String(status));
  assert.ok((await labels('scenario', 'scenario: a\nassumptions:\n  visibility: |')).includes('plan'));
});

test('ids of the catalogue are completed, with what they mean', async () => {
  const items = await editor.complete(...file('scenario', 'scenario: a\nstatus:\n  - control: |\n'));
  const control = items.find((item) => item.label === 'AdminMFAV2');
  assert.ok(control, `${items.length} items`);
  assert.match(JSON.stringify(control.documentation), /multifactor/i);
  assert.ok((await labels('scenario', 'scenario: a\nlicences:\n  - from: 2027-01-15\n    add: |')).includes('SPE_E5'));
});

test('hovering a key explains it', async () => {
  assert.match(await editor.hover(...file('scenario', 'scenario: a\nhor|izon: 365d\n')), /whole days/);
  assert.match(await editor.hover(...file('tenant', 'ten|ant: { snapshot-date: 2026-11-01 }\ncontrols: []\n')), /snapshot/);
});

test('a wrong key, word, date and form are marked', async () => {
  assert.match(String(await wrong('scenario', 'scenario: a\nhorizont: 365d\n')), /horizont is not allowed/);
  assert.match(String(await wrong('scenario', 'scenario: a\nremediate: { order: fastest }\n')), /rank/);
  assert.match(String(await wrong('scenario', 'scenario: a\nholidays: [26.12.2026]\n')), /2027-01-31/);
  assert.match(String(await wrong('scenario', 'scenario: a\ngoal: { score: 180% }\n')), /80%/);
  assert.match(String(await wrong('scenario', 'horizon: 365d\n')), /scenario/);
});

test('what is right is left alone', async () => {
  for (const [kind, path] of [
    ['scenario', 'scenarios/e5-three-teams.yaml'],
    ['scenario', 'tests/fixtures/schema/scenario.yaml'],
    ['scenario', 'tests/fixtures/schema/listed.yaml'],
    ['tenant', 'scenarios/sample-e5.yaml'],
    ['tenant', 'tests/fixtures/schema/tenant.yaml'],
    ['catalogue', 'tests/fixtures/schema/catalogue.yaml'],
    ['catalogue', 'src/load/catalogue/builtin/entra-id.yaml'],
    ['prices', 'tests/fixtures/schema/prices.yaml'],
    ['brand', 'tests/fixtures/schema/brand.yaml'],
  ]) {
    assert.deepEqual(await wrong(kind, readFileSync(join(ROOT, path), 'utf8')), [], path);
  }
});
