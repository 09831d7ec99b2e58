import type { AxeResults } from 'axe-core';
import { describe, expect, it } from 'vitest';
import { functionItem, roleArn, roleItem } from '../cli/items.ts';
import { evaluationPage, HOSTILE, historyPage, hostileItems, manyItems, troubledItems } from '../cli/reports/pages.ts';
import type { OpenPage } from './chromium.ts';
import { AXE, mixedItems, PAGES, pageOpener, violationsOf } from './report-pages.ts';

const openPage = pageOpener();

/** Runs in the page: is any of it on the screen? */
function inWindow(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return top < window.innerHeight && bottom > 0;
}

/** Runs in the page: of its rows, timelines and failures in brief marks the first of those built alike, and counts them. */
function markKinds(): number {
  const kinds = new Map<string, Element>();
  for (const element of document.querySelectorAll('#functions-table tbody tr, .timeline, .brief li')) {
    const structure = element.outerHTML.replace(/>[^<]+/g, '>').replace(/ (id|href|x|width)="[^"]*"/g, '');
    if (!kinds.has(structure)) kinds.set(structure, element);
  }
  for (const element of kinds.values()) element.classList.add('kind');
  return kinds.size;
}

/** The rules about what is on the page once, or must not be there twice. */
const WHOLE_PAGE_RULES = [
  'bypass',
  'document-title',
  'duplicate-id-aria',
  'heading-order',
  'html-has-lang',
  'landmark-banner-is-top-level',
  'landmark-contentinfo-is-top-level',
  'landmark-main-is-top-level',
  'landmark-no-duplicate-banner',
  'landmark-no-duplicate-contentinfo',
  'landmark-no-duplicate-main',
  'landmark-one-main',
  'landmark-unique',
  'page-has-heading-one',
  'region',
];

function functionsTable(page: OpenPage['page']) {
  return page.locator('#functions-table');
}

describe.each(PAGES)('the table of %s', (_command, makePage) => {
  const visible = (page: OpenPage['page']) =>
    page.$$eval('#functions-table tbody tr', (rows) =>
      rows
        .filter((row) => row.checkVisibility())
        .map((row) => (row as HTMLTableRowElement).cells[0]?.textContent ?? ''),
    );
  const SHORT = (name: string) => name.slice(0, 12);

  it('is filtered by words, verdicts and place, and says how many are shown', async () => {
    const { page } = await openPage(makePage(mixedItems()));
    expect(await visible(page)).toHaveLength(6);
    await page.getByLabel('Search').fill('ROLE poor');
    expect((await visible(page)).map(SHORT)).toEqual(['a-function-n']);
    expect(await page.getByRole('status').textContent()).toBe('1 of 6 functions.');
    await page.getByLabel('Search').fill('');
    await page.getByRole('checkbox', { name: /^Compliant/ }).uncheck();
    await page.getByRole('checkbox', { name: /^Not applicable/ }).uncheck();
    expect((await visible(page)).map(SHORT).sort()).toEqual(['a-function-n', 'billing', 'undecided']);
    await page.getByRole('combobox').selectOption('111122223333 us-east-1');
    expect((await visible(page)).map(SHORT).sort()).toEqual(['a-function-n', 'undecided']);
    await page.getByLabel('Search').fill('nothing like this');
    expect(await visible(page)).toEqual([]);
    expect(await page.getByRole('status').textContent()).toBe('0 of 6 functions.');
  });

  it('is sorted by a column with the keyboard, down and up', async () => {
    const { page } = await openPage(makePage(mixedItems()));
    const header = functionsTable(page).getByRole('columnheader', { name: 'Function' });
    await header.getByRole('button').focus();
    await page.keyboard.press('Enter');
    const names = ['a-function-n', 'billing', 'exempt-one', 'late', 'orders', 'undecided'];
    expect((await visible(page)).map(SHORT)).toEqual(names);
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Space');
    expect((await visible(page)).map(SHORT)).toEqual(names.toReversed());
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    await functionsTable(page).getByRole('columnheader', { name: 'Verdict' }).getByRole('button').click();
    expect((await visible(page)).slice(0, 2).map(SHORT).sort()).toEqual(['a-function-n', 'billing']);
    expect(await header.getAttribute('aria-sort')).toBeNull();
  });

  it('sorts numbers as numbers', async () => {
    const { page } = await openPage(historyPage(mixedItems()));
    await functionsTable(page).getByRole('columnheader', { name: 'Time compliant' }).getByRole('button').click();
    const shares = await page.$$eval('#functions-table tbody td:nth-child(5)', (cells) =>
      cells.map((cell) => cell.textContent),
    );
    expect(shares).toEqual(['0.0 %', '0.0 %', '0.0 %', '90.0 %', '100.0 %', '–']);
  });

  it('is complete without scripts, and shows no controls that would do nothing', async () => {
    const { page } = await openPage(makePage(mixedItems()), { javaScriptEnabled: false });
    expect(await page.locator('#functions-table tbody tr').count()).toBe(6);
    expect(await page.getByLabel('Search').isVisible()).toBe(false);
    expect(await page.getByRole('button').count()).toBe(0);
    const timelineOrRow = functionsTable(page).getByRole('link', { name: 'role-denied' }).first();
    await timelineOrRow.click();
    expect(await page.locator('dt:target').textContent()).toBe('role-denied');
  });

  it('shows names with markup as they are', async () => {
    const { page, complaints } = await openPage(makePage(hostileItems()));
    const names = await visible(page);
    for (const text of HOSTILE) expect(names).toContain(text);
    expect(await page.locator('img, svg[onload], [onmouseover]').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('is printed without controls and compliant rows, and says so, in dark ink', async () => {
    const { page } = await openPage(makePage(mixedItems()), { colorScheme: 'dark' });
    const note = page.getByText('Not printed here: 2 compliant functions.');
    expect(await note.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByLabel('Search').isVisible()).toBe(false);
    expect(await page.getByRole('navigation').isVisible()).toBe(false);
    expect((await visible(page)).map(SHORT).sort()).toEqual(['a-function-n', 'billing', 'exempt-one', 'undecided']);
    expect(await note.isVisible()).toBe(true);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).color)).toBe('rgb(0, 0, 0)');
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('has an address for every function, which a name leads to or stands for', async () => {
    const { page } = await openPage(makePage(mixedItems()));
    for (const name of ['orders', 'late']) {
      await functionsTable(page).getByRole('link', { name, exact: true }).first().click();
      const target = page.locator(':target');
      expect(await target.textContent()).toContain(name);
    }
    await page.goto(`${page.url().split('#')[0]}#111122223333/us-east-1/undecided`);
    expect(await page.locator('tr:target').textContent()).toContain('undecided');
    expect(await page.locator('tr:target').evaluate(inWindow)).toBe(true);
  });

  it('keeps what was asked for in its address, and answers the same there again', async () => {
    const { page } = await openPage(makePage(mixedItems()));
    await page.getByLabel('Search').fill('role-');
    await page.getByRole('checkbox', { name: /^Compliant/ }).uncheck();
    await page.getByRole('combobox').selectOption('111122223333');
    const sort = functionsTable(page).getByRole('columnheader', { name: 'Function' }).getByRole('button');
    await sort.click();
    await sort.click();
    const answer = await visible(page);
    expect(answer.map(SHORT)).toEqual(['undecided', 'a-function-n']);
    const url = page.url();
    expect(new URLSearchParams(url.split('?')[1])).toEqual(
      new URLSearchParams({
        search: 'role-',
        place: '111122223333',
        verdict: 'NON_COMPLIANT,INSUFFICIENT_DATA,NOT_APPLICABLE',
        sort: '-Function',
      }),
    );
    await page.goto('about:blank');
    await page.goto(url);
    expect(await visible(page)).toEqual(answer);
    expect(await page.getByLabel('Search').inputValue()).toBe('role-');
    expect(await functionsTable(page).evaluate(inWindow)).toBe(true);
    expect(await functionsTable(page).locator('[aria-sort=descending]').textContent()).toBe('Function');
  });

  it('keeps what was typed', async () => {
    const { page } = await openPage(makePage(mixedItems()));
    await page.getByLabel('Search').pressSequentially('orders');
    await page.waitForFunction(() => location.hash === '#functions?search=orders');
    await page.getByLabel('Search').fill('');
    await page.waitForFunction(() => location.hash === '#functions');
  });

  it('shows the function an address is about, whatever was asked before', async () => {
    const { page } = await openPage(makePage(mixedItems()));
    await page.getByLabel('Search').fill('nothing like this');
    expect(await visible(page)).toEqual([]);
    await page.evaluate(() => {
      location.hash = '#111122223333/eu-west-1/orders';
    });
    await page.waitForFunction(() => document.querySelector('tbody:not([hidden]) > tr:target') !== null);
    expect(await visible(page)).toHaveLength(6);
    expect(await page.locator('tr:target').evaluate(inWindow)).toBe(true);
  });

  it('shows exactly the functions with a role at the address of a role that nothing else lists', async () => {
    const { page } = await openPage(makePage(mixedItems()));
    await page.getByLabel('Search').fill('nothing like this');
    await page.evaluate(() => {
      location.hash = '#role/exec';
    });
    await page.waitForFunction(() => document.querySelector('tbody:not([hidden]) #role\\/exec') !== null);
    expect((await visible(page)).map(SHORT).sort()).toEqual(['billing', 'exempt-one', 'late', 'orders']);
    expect(await functionsTable(page).evaluate(inWindow)).toBe(true);
  });

  it('has no controls where there is nothing to control', async () => {
    const { page, complaints } = await openPage(makePage([]));
    expect(await page.locator('input, select, button, table thead:has(+ tbody:empty)').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('is a table to assistive technology with and without scripts, on the screen or not', async () => {
    const { page } = await openPage(makePage(mixedItems()));
    const roles = await functionsTable(page)
      .locator('tbody :is(th, td)')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('role')));
    expect(roles.filter((role) => role === 'rowheader')).toHaveLength(6);
    expect(roles.filter((role) => role === 'cell').length).toBe(roles.length - 6);
    const scriptless = await openPage(makePage(mixedItems()), { javaScriptEnabled: false });
    const session = await scriptless.page.context().newCDPSession(scriptless.page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const headers = nodes.filter((node) => !node.ignored && node.role?.value === 'rowheader');
    const names = headers.map((node) => String(node.name?.value).slice(0, 12));
    expect(names).toEqual(
      expect.arrayContaining(['a-function-n', 'billing', 'undecided', 'late', 'orders', 'exempt-one']),
    );
  });

  it('has no accessibility violations, every element checked with every rule, with 150 functions', async () => {
    const { page } = await openPage(makePage([...manyItems(150), ...mixedItems()]));
    await page.evaluate(AXE);
    expect(violationsOf((await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResults)).toEqual([]);
  }, 180_000);

  // What a rule costs, it costs for each element, and rows of one kind differ in nothing but their texts and addresses.
  it('has no accessibility violations with 1,500 functions: the page as a whole, and a row of each kind', async () => {
    const { page } = await openPage(makePage([...manyItems(1500), ...mixedItems()]));
    await page.evaluate(AXE);
    const kinds = await page.evaluate(markKinds);
    expect(kinds).toBeGreaterThanOrEqual(4);
    const parts = [
      'body > header',
      'nav',
      'footer',
      '.kind',
      `section > :not(.timeline, #functions-table, .on-screen)`,
    ];
    const include = JSON.stringify([...parts, '#functions-table thead']);
    const ofKinds = await page.evaluate(`axe.run({ include: ${include} }, { resultTypes: ['violations'] })`);
    expect(violationsOf(ofKinds as AxeResults)).toEqual([]);
    const options = JSON.stringify({ resultTypes: ['violations'], runOnly: WHOLE_PAGE_RULES });
    const ofPage = (await page.evaluate(`axe.run(${options})`)) as AxeResults;
    expect(violationsOf(ofPage)).toEqual([]);
    expect(ofPage.passes.map(({ id }) => id)).toEqual(expect.arrayContaining(['region', 'heading-order', 'bypass']));
  }, 300_000);

  it('is printed on 58 pages at most, with 5,000 functions of which 2,122 fail', async () => {
    const { page } = await openPage(makePage(troubledItems(5000, 2122)));
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.toString('latin1').match(/\/Type ?\/Page\b/g)?.length).toBeLessThanOrEqual(58);
  });

  it('takes 5,000 functions', async () => {
    const { page, complaints } = await openPage(makePage(manyItems(5000)));
    await page.getByLabel('Search').fill('service-with-a-long-name-4998');
    expect(await visible(page)).toHaveLength(1);
    await functionsTable(page).getByRole('columnheader', { name: 'Function' }).getByRole('button').click();
    expect(complaints).toEqual([]);
  });
});

describe('the page of an evaluation', () => {
  it('leads from a role to exactly the functions it fails, and back', async () => {
    const { page } = await openPage(evaluationPage(mixedItems()));
    const role = page.locator('[id="role/poor"]');
    await role.getByRole('link', { name: '1' }).click();
    await page.waitForFunction(() => location.hash === '#functions?search=%23role%2Fpoor');
    const rows = functionsTable(page).locator('tbody tr:visible');
    expect(await rows.count()).toBe(1);
    await rows.getByRole('link', { name: 'role poor' }).click();
    expect(await page.locator('tr:target').getAttribute('id')).toBe('role/poor');
    expect(await role.evaluate(inWindow)).toBe(true);
  });

  it('opens what is folded around an address', async () => {
    const poor = Array.from({ length: 20 }, (_, index) => `poor-${index}`);
    const items = poor.flatMap((name) => [roleItem(name), functionItem(name, { role: roleArn(name) })]);
    const { page } = await openPage(evaluationPage(items));
    const last = page.locator('details tr[id^="role/"]').last();
    expect(await last.isVisible()).toBe(false);
    await page.goto(`${page.url()}#${await last.getAttribute('id')}`);
    expect(await last.isVisible()).toBe(true);
  });
});

describe('the page of a history', () => {
  it('leads from a row to its timeline and back', async () => {
    const { page } = await openPage(historyPage(mixedItems()));
    await functionsTable(page).getByRole('link', { name: 'billing' }).click();
    const timeline = page.locator('article:target');
    expect(await timeline.getByRole('heading').textContent()).toBe('billing');
    await timeline.getByRole('link').click();
    expect(await page.locator('tr:target').getAttribute('id')).toBe('111122223333/eu-west-1/billing');
  });
});
