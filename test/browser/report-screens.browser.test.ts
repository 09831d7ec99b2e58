import type { AxeResults } from 'axe-core';
import { describe, expect, it } from 'vitest';
import { hostileItems } from '../cli/reports/pages.ts';
import { overflowing } from './overflowing.ts';
import { AXE, axeRun, mixedItems, PAGES, pageOpener, violationsOf } from './report-pages.ts';

const openPage = pageOpener();

const CONTENTS = [
  ['a little of everything', mixedItems()],
  ['names with markup', hostileItems()],
  ['nothing', []],
] as const;
const SCREENS = [1280, 400].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));
const VIEWS = PAGES.flatMap(([command, page]) =>
  CONTENTS.flatMap(([content, items]) =>
    SCREENS.map(({ width, scheme }) => ({ command, page, content, items, width, scheme })),
  ),
);

describe.each(VIEWS)('$command of $content, $width px wide, $scheme', ({ page: makePage, items, width, scheme }) => {
  it('shows everything without a complaint, a request, an overflow or an accessibility violation', async () => {
    const { page, complaints, requests } = await openPage(makePage(items), {
      viewport: { width, height: 900 },
      colorScheme: scheme,
    });
    expect(complaints).toEqual([]);
    expect(requests).toEqual([page.url()]);
    expect(await page.evaluate(overflowing)).toEqual([]);
    await page.evaluate(AXE);
    const results = (await page.evaluate(axeRun(scheme))) as AxeResults;
    expect(violationsOf(results)).toEqual([]);
    expect(results.passes.map(({ id }) => id)).toContain('color-contrast');
  });
});
