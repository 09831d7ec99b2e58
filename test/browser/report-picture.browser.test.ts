import { readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PICTURE, PICTURE_SIZE, reportPicture } from '../../scripts/make-report-picture.ts';
import { launchChromium } from './chromium.ts';

/** Width and height, as the header of a PNG says them. */
function sizeOf(png: Buffer): { readonly width: number; readonly height: number } {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}

it('the picture in the README is of the report the sample makes, and small', async () => {
  const browser = await launchChromium();
  try {
    const { png, headline } = await reportPicture(browser);
    expect(sizeOf(png)).toEqual(PICTURE_SIZE);
    expect(sizeOf(readFileSync(PICTURE))).toEqual(PICTURE_SIZE);
    expect(statSync(PICTURE).size).toBeLessThan(150_000);
    const [, alternative] = /!\[([^\]]*)\]\(docs\/report\.png\)/.exec(readFileSync('README.md', 'utf8')) ?? [];
    expect(alternative).toBe(`The report of the sample organization: ${headline}`);
  } finally {
    await browser.close();
  }
});
