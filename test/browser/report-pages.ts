import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { functionItem, roleItem, tracingRole } from '../cli/items.ts';
import { captured, evaluationPage, historyPage } from '../cli/reports/pages.ts';
import { launchChromium, type OpenPage, open } from './chromium.ts';

export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules that look at colors: of a page in the dark they are all that another scheme can change. */
const RULES_ON_COLORS = ['color-contrast', 'link-in-text-block'];

/** Checks a page that is open in a scheme. A source text, to be evaluated in the page. */
export function axeRun(scheme: 'light' | 'dark'): string {
  return scheme === 'light' ? 'axe.run()' : `axe.run({ runOnly: ${JSON.stringify(RULES_ON_COLORS)} })`;
}

/** One browser for the tests of a file, and a page of it for each test. */
export function pageOpener(): (text: string, options?: BrowserContextOptions) => Promise<OpenPage> {
  let browser: Browser;
  let opened: OpenPage[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    for (const page of opened) await page.close();
    opened = [];
  });
  return async (text, options) => {
    const page = await open(browser, text, options);
    opened.push(page);
    return page;
  };
}

const BEFORE = '2026-10-20T09:00:00.000Z';

/** A little of everything: every verdict, a long name, two places, a failure that was mended. */
const POOR = 'arn:aws:iam::111122223333:role/poor';

export function mixedItems() {
  const place = { awsRegion: 'us-east-1' };
  const long = 'a-function-name-of-the-greatest-length-that-lambda-takes-64-char';
  return [
    captured(BEFORE, tracingRole()),
    captured(BEFORE, functionItem('orders')),
    captured(BEFORE, functionItem('billing', { tracingConfig: { mode: 'PassThrough' } })),
    captured(BEFORE, functionItem(long, { role: POOR }, place)),
    captured(BEFORE, roleItem('poor', { arn: POOR }, { ARN: POOR })),
    captured(BEFORE, functionItem('undecided', { role: 'arn:aws:iam::111122223333:role/nowhere' }, place)),
    captured(BEFORE, functionItem('exempt-one', {}, { tags: { 'lambda-active-tracing-exempt': '2030-01-01 ann no' } })),
    captured('2026-11-03T12:00:00.000Z', roleItem('exec')),
    captured('2026-11-04T12:00:00.000Z', tracingRole()),
    captured('2026-11-06T12:00:00.000Z', functionItem('late')),
  ];
}

export const PAGES = [
  ['history', historyPage],
  ['evaluate', evaluationPage],
] as const;
export function violationsOf({ violations }: AxeResults): readonly string[] {
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
