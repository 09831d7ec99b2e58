import type { AxeResults } from 'axe-core';
import { describe, expect, it } from 'vitest';
import { deliveryPage, forecastPage } from '../cli/reports/telemetry-pages.ts';
import { overflowing } from './overflowing.ts';
import { AXE, axeRun, pageOpener, violationsOf } from './report-pages.ts';

const openPage = pageOpener();

const LONG = 'a-function-name-of-the-greatest-length-that-lambda-takes-64-char';
const CONTENTS = [
  ['a little of everything', ['orders', 'refunds', LONG]],
  ['a name with markup', ['<script>alert(1)</script>']],
  ['nothing', []],
] as const;
const VIEWS = [
  ['delivery', deliveryPage],
  ['forecast', forecastPage],
] as const;
const ROWS = VIEWS.flatMap(([command, page]) =>
  CONTENTS.flatMap(([content, names]) =>
    [1280, 400].flatMap((width) =>
      (['light', 'dark'] as const).map((scheme) => ({ command, page, content, names, width, scheme })),
    ),
  ),
);

describe.each(ROWS)('$command of $content, $width px wide, $scheme', ({ page: makePage, names, width, scheme }) => {
  it('shows everything without a complaint, a request, an overflow or an accessibility violation', async () => {
    const options = { viewport: { width, height: 900 }, colorScheme: scheme };
    const { page, complaints, requests } = await openPage(makePage(names), options);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([page.url()]);
    expect(await page.evaluate(overflowing)).toEqual([]);
    for (const name of names) expect(await page.locator('tbody th', { hasText: name }).count()).toBeGreaterThan(0);
    await page.evaluate(AXE);
    expect(violationsOf((await page.evaluate(axeRun(scheme))) as AxeResults)).toEqual([]);
  });
});
