// A browser without a network opens the report as people do: as a file.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

import { folder, scoreplan } from './program.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SECTIONS = [
  'summary', 'time', 'options', 'frontier', 'backlog', 'dependencies',
  'calendar', 'acceptances', 'peers', 'assumptions', 'rederive',
];
// Paper is not counted by the sheet, but nobody prints more than this of a backlog of some hundred rows.
const MOST_PAGES = 60;

const home = folder({ after });
const reports = {};
let browser;

before(async () => {
  const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const executablePath = [process.env.CHROMIUM, ...known].find((path) => path && existsSync(path));
  assert.ok(executablePath, 'install chromium, or name it in CHROMIUM');
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const scenarios = ['do-nothing', 'remediate-owned', 'e5-in-january'].map((name) => `scenarios/${name}.yaml`);
  reports.whole = join(home, 'whole.html');
  const shown = ['--option', 'SPE_E5', '--trials', '200', '--budget', '120h'];
  scoreplan('report', ...scenarios, ...shown, '--output', reports.whole);
  reports.hostile = join(home, 'hostile.html');
  writeFileSync(join(home, 'tenant.yaml'), hostileTenant());
  writeFileSync(join(home, 'scenario.yaml'), hostileScenario());
  scoreplan('report', join(home, 'scenario.yaml'), '--tenant', join(home, 'tenant.yaml'), '--output', reports.hostile);
});
after(() => browser?.close());

const EVIL = [
  '<script>window.harmed = 1</script>',
  '" onerror="window.harmed = 2" x="',
  "' onmouseover='window.harmed = 3",
  '</script><script>window.harmed = 4</script>',
  '</style><img src=x onerror="window.harmed = 5">',
  '</title></svg><svg onload="window.harmed = 6">',
  'javascript:window.harmed=7',
  '\u202eevil\u2066\u200f',
  '=HYPERLINK("http://example.invalid")',
  '\u001b[2J\u009b2J',
  '<a href="http://example.invalid/x">x</a>',
  '{{constructor.constructor("window.harmed = 8")()}}',
];
const quoted = (text) => JSON.stringify(text).replace(/[\u007f-\u009f]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);

function hostileTenant() {
  const lines = [
    'tenant: { snapshot-date: 2026-11-01 }',
    'licences: [{ sku: SPE_E3, enabled: 50 }]',
    'populations: { users: { value: 50 } }',
    'controls:',
    '  - { id: AdminMFAV2, score: 2, max: 10 }',
  ];
  EVIL.forEach((evil, at) => {
    const text = quoted(evil);
    lines.push(
      `  - { id: own_${at}, title: ${text}, category: ${text}, service: ${text}, cost: low, impact: low, score: 1, ` +
        `max: 5, status: To address, assigned-to: ${text}, comment: ${text} }`,
    );
  });
  return `${lines.join('\n')}\n`;
}

function hostileScenario() {
  const [name, owner, reason] = [EVIL[3], EVIL[4], EVIL[5]].map(quoted);
  return [
    `scenario: ${name}`,
    'remediate: { order: rank }',
    `teams: { ${name}: { hours-per-week: 20 } }`,
    `status: [{ control: own_1, set: Risk accepted, expires: 2027-06-01, owner: ${owner}, reason: ${reason} }]`,
    `freezes: [{ from: 2026-12-20, to: 2026-12-31, reason: ${reason} }]`,
    '',
  ].join('\n');
}

/** Opens a file without a network, and collects whatever goes wrong or out. */
async function open(t, path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  await context.setOffline(true);
  t.after(() => context.close());
  const page = await context.newPage();
  const said = { errors: [], requests: [] };
  page.on('console', (message) => said.errors.push(message.text()));
  page.on('pageerror', (error) => said.errors.push(String(error)));
  page.on('request', (request) => said.requests.push(request.url()));
  page.on('dialog', (dialog) => said.errors.push(`dialog ${dialog.message()}`));
  await page.goto(pathToFileURL(path).href, { waitUntil: 'load' });
  return { page, said };
}

test('it opens without a console message and asks for nothing', async (t) => {
  for (const path of Object.values(reports)) {
    const { page, said } = await open(t, path);
    await page.waitForTimeout(200);
    assert.deepEqual(said.errors, []);
    assert.deepEqual(said.requests.filter((url) => !url.startsWith('data:')), [pathToFileURL(path).href]);
    const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', 'content');
    assert.match(policy, /default-src 'none'/);
  }
});

test('it holds every part, each with a heading', async (t) => {
  const { page } = await open(t, reports.whole);
  const ids = await page.$$eval('section[id]', (all) => all.map((one) => one.id));
  assert.deepEqual(ids, SECTIONS.filter((id) => ids.includes(id)), 'in their order');
  for (const id of SECTIONS.filter((id) => !['acceptances', 'peers'].includes(id))) assert.ok(ids.includes(id), id);
  for (const id of ids) assert.ok(await page.locator(`#${id} h2`).first().isVisible(), id);
  assert.equal(await page.locator('h1').count(), 1);
});

test('every chart is drawn and says what it shows', async (t) => {
  const { page } = await open(t, reports.whole);
  const charts = await page.$$eval('svg[role="img"]', (all) =>
    all.map((svg) => {
      const { width, height } = svg.getBoundingClientRect();
      const name = svg.getAttribute('aria-label') ?? svg.querySelector('title')?.textContent ?? '';
      const labelled = (svg.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id));
      const drawn = svg.querySelectorAll('path, rect, line, polyline, circle, polygon').length;
      return { width, height, drawn, name: name || labelled.map((one) => one?.textContent ?? '').join(' ') };
    }),
  );
  // A chart may have a second form for narrow screens, which is not shown here.
  const shown = charts.filter(({ width }) => width > 0);
  assert.deepEqual(new Set(shown.map(({ name }) => name)), new Set(charts.map(({ name }) => name)));
  assert.ok(shown.length >= 4, String(shown.length));
  for (const { width, height, drawn, name } of shown) {
    assert.ok(width > 200 && height > 40 && drawn > 3 && name.trim(), JSON.stringify({ width, height, drawn, name }));
  }
});

/** The table of the backlog that has a filter. */
const filtered = async (page) =>
  `#${await page.locator('#backlog input[data-filter-for]').first().getAttribute('data-filter-for')}`;

/** The text of a column of a table, row by row as shown. */
const column = (page, table, at) =>
  page.$$eval(
    `${table} tbody tr:not([hidden])`,
    (rows, index) => rows.map((row) => row.cells[index].textContent.trim()),
    at,
  );

test('tables sort by mouse and by keyboard', async (t) => {
  const { page } = await open(t, reports.whole);
  const table = await filtered(page);
  assert.match(await page.getAttribute(table, 'class'), /\bsortable\b/);
  const headers = await page.$$eval(`${table} thead th`, (all) => all.map((th) => th.className.includes('number')));
  const at = headers.indexOf(true);
  const button = page.locator(`${table} thead th`).nth(at).locator('button');
  const number = (text) => Number(text.replace(/[^\d.-]/g, ''));
  const before = await column(page, table, at);
  await button.click();
  assert.equal(await page.locator(`${table} thead th`).nth(at).getAttribute('aria-sort'), 'ascending');
  const up = (await column(page, table, at)).map(number);
  assert.deepEqual(up, [...up].sort((a, b) => a - b));
  assert.equal(up.length, before.length);
  await button.focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator(`${table} thead th`).nth(at).getAttribute('aria-sort'), 'descending');
  const down = (await column(page, table, at)).map(number);
  assert.deepEqual(down, [...up].sort((a, b) => b - a));
  // Words too, with the space bar, reached with the tabulator from the number.
  const other = headers.indexOf(false);
  await page.locator(`${table} thead th`).nth(other).locator('button').focus();
  await page.keyboard.press('Space');
  const words = await column(page, table, other);
  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  assert.deepEqual(words, [...words].sort(collator.compare));
  assert.equal(await page.locator(`${table} thead th[aria-sort]`).count(), 1);
});

test('tables are filtered by typing', async (t) => {
  const { page } = await open(t, reports.whole);
  const table = await filtered(page);
  const input = page.locator(`input[data-filter-for="${table.slice(1)}"]`);
  const all = (await column(page, table, 0)).length;
  await input.focus();
  await page.keyboard.type('entra');
  const rows = await page.$$eval(`${table} tbody tr:not([hidden])`, (shown) => shown.map((row) => row.textContent));
  assert.ok(rows.length > 0 && rows.length < all, `${rows.length} of ${all}`);
  assert.ok(rows.every((text) => /entra/i.test(text)));
  await input.fill('no such thing anywhere');
  assert.equal((await column(page, table, 0)).length, 0);
  await input.fill('');
  assert.equal((await column(page, table, 0)).length, all);
});

test('a checker of accessibility finds nothing, in light and in dark', async (t) => {
  for (const path of Object.values(reports)) {
    for (const colorScheme of ['light', 'dark']) {
      for (const width of [1280, 390]) {
        const { page } = await open(t, path, { colorScheme, bypassCSP: true, viewport: { width, height: 900 } });
        await page.addScriptTag({ path: AXE });
        const { violations } = await page.evaluate(() => window.axe.run());
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(' ')}`);
        assert.deepEqual(found, [], `${colorScheme} at ${width}`);
      }
    }
  }
});

test('dark is dark', async (t) => {
  const brightness = async (colorScheme) => {
    const { page } = await open(t, reports.whole, { colorScheme });
    const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    return colour.match(/\d+/g).slice(0, 3).map(Number).reduce((sum, part) => sum + part);
  };
  assert.ok((await brightness('light')) > 600);
  assert.ok((await brightness('dark')) < 200);
});

test('a telephone shows it without scrolling sideways', async (t) => {
  for (const path of Object.values(reports)) {
    const { page } = await open(t, path, { viewport: { width: 390, height: 844 } });
    const { scroll, width } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      width: window.innerWidth,
    }));
    assert.ok(scroll <= width, `${scroll} of ${width}`);
  }
});

test('it is complete without its script', async (t) => {
  const { page } = await open(t, reports.whole, { javaScriptEnabled: false });
  assert.ok((await page.locator('#backlog table tbody tr').count()) > 20);
  assert.equal(await page.locator('#backlog input[data-filter-for]').first().isVisible(), false);
  assert.ok(await page.locator('svg[role="img"]').first().isVisible());
});

test('it prints to a bounded number of pages', async (t) => {
  const { page } = await open(t, reports.whole);
  const pdf = await page.pdf({ format: 'A4' });
  const pages = Number(/\/Type \/Pages[\s\S]*?\/Count (\d+)/.exec(pdf.toString('latin1'))[1]);
  assert.ok(pages >= 3 && pages <= MOST_PAGES, String(pages));
});

test('titles that want to do harm do none', async (t) => {
  const { page, said } = await open(t, reports.hostile);
  for (const row of await page.locator('tbody tr').all()) if (await row.isVisible()) await row.hover({ timeout: 2000 }).catch(() => {});
  assert.equal(await page.evaluate(() => window.harmed), undefined);
  assert.deepEqual(said.errors, []);
  assert.equal(await page.locator('a[href^="http"], a[href^="javascript"], img[src="x"]').count(), 0);
  const own = await page.$$eval('script', (all) => all.map((script) => script.textContent.includes('harmed')));
  assert.deepEqual(own.filter(Boolean), []);
  const text = await page.evaluate(() => document.body.innerText);
  assert.ok(text.includes('<script>window.harmed = 1</script>'), 'it is shown as it was written');
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(readFileSync(reports.hostile, 'utf8'), /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f]/);
});
