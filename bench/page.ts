/** Measures the pages of a large organization: their size, and how soon Chromium paints and sorts them where it is installed. */
import { findChromium, launchChromium, open } from '../test/browser/chromium.ts';
import { evaluationPage, historyPage, manyItems } from '../test/cli/reports/pages.ts';
import { atMost, type Budget, median, report } from './budget.ts';

const FUNCTIONS = 5000;
const ROUNDS = 5;
const MEGABYTE = 1_000_000;

export async function benchPages(): Promise<readonly Budget[]> {
  const items = manyItems(FUNCTIONS);
  const pages = [
    ['evaluate', evaluationPage(items)],
    ['history', historyPage(items)],
  ] as const;
  const sizes = pages.map(([command, text]) => {
    const what = `page of ${command}, ${FUNCTIONS.toLocaleString('en')} functions`;
    return atMost(5, 'MB', what, Buffer.byteLength(text) / MEGABYTE);
  });
  if (findChromium() === undefined) {
    console.log('without Chromium the first paint of the pages is not measured');
    return sizes;
  }
  const paints: Budget[] = [];
  for (const [command, text] of pages) {
    paints.push(
      atMost(1, 's', `first paint of the page of ${command}`, await firstPaint(text)),
      atMost(150, 'ms', `sort of the page of ${command}, the slowest column`, await slowestSort(text)),
    );
  }
  return [...sizes, ...paints];
}

/** Seconds from the navigation to the first content on the screen. */
async function firstPaint(text: string): Promise<number> {
  const browser = await launchChromium();
  try {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { page, close } = await open(browser, text);
      await page.waitForFunction("performance.getEntriesByName('first-contentful-paint').length > 0");
      const time = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime");
      times.push(Number(time) / 1000);
      await close();
    }
    return median(times);
  } finally {
    await browser.close();
  }
}

/** Milliseconds from a click on the head of a column to the rows laid out in their order. */
async function slowestSort(text: string): Promise<number> {
  const browser = await launchChromium();
  try {
    const { page, close } = await open(browser, text);
    const columns = await page.locator('#functions-table thead button').count();
    const times: number[] = [];
    for (let column = 0; column < columns; column++) {
      const rounds: number[] = [];
      for (let round = 0; round < ROUNDS; round++) rounds.push(Number(await page.evaluate(clickOn(column))));
      times.push(median(rounds));
    }
    await close();
    return Math.max(...times);
  } finally {
    await browser.close();
  }
}

function clickOn(column: number): string {
  return `(async () => {
    const button = document.querySelectorAll('#functions-table thead button')[${column}];
    // Whoever clicks sees the table: what is far from the screen costs nothing.
    button.scrollIntoView();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    document.body.offsetHeight;
    const start = performance.now();
    button.click();
    document.body.offsetHeight;
    return performance.now() - start;
  })()`;
}

if (process.argv[1] === import.meta.filename) report(await benchPages());
