/**
 * Makes the picture of the report that the README shows: the page of the sample organization, as Chromium shows its first screen.
 *
 *     npm run make-report-picture
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium, open } from '../test/browser/chromium.ts';

const SAMPLE = ['evaluate', 'test/fixtures/sample-organization', '--at', '2026-11-20T12:00:00Z'] as const;

export const PICTURE = 'docs/report.png';

/** In pixels; a README is shown about 900 wide. */
export const PICTURE_SIZE = { width: 1120, height: 860 } as const;

export interface ReportPicture {
  readonly png: Buffer;
  /** What the picture says, which the text in its place must say too. */
  readonly headline: string;
}

/** @throws Error when the report could not be made; functions that fail are what the sample is for. */
export async function reportPicture(browser: Browser): Promise<ReportPicture> {
  const { page, close } = await open(browser, sampleReport(), { viewport: PICTURE_SIZE, colorScheme: 'light' });
  try {
    const headline = (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
    return { png: await page.screenshot(), headline };
  } finally {
    await close();
  }
}

function sampleReport(): string {
  const directory = mkdtempSync(join(tmpdir(), 'lambda-active-tracing-picture-'));
  try {
    const file = join(directory, 'report.html');
    const args = ['--import', 'tsx', 'rule/cli/main.ts', ...SAMPLE, '--output', file];
    const { status, error } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (error) throw error;
    if (status !== 1) throw new Error(`the report of the sample was not made: exit code ${status}`);
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(directory, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const browser = await launchChromium();
  try {
    const { png, headline } = await reportPicture(browser);
    writeFileSync(PICTURE, png);
    console.log(`${PICTURE}: ${headline}, ${Math.ceil(png.length / 1000)} kB`);
  } finally {
    await browser.close();
  }
}
