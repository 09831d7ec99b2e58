/**
 * Writes the sample metrics under test/fixtures: what `aws cloudwatch get-metric-data` of the AWS CLI, version 2, would have
 * printed for the shop's functions in Ireland. The numbers are invented, like the shop.
 *
 *     npx tsx scripts/make-sample-metrics.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FROM = Date.parse('2026-11-17T00:00:00Z');
const HOURS = 72;

/** Invocations in the busiest hour of the day. */
const BUSIEST: Readonly<Record<string, number>> = {
  'cart-api': 31_400,
  'checkout-api': 48_200,
  'checkout-webhook': 9_100,
  'coupons-validate': 5_300,
  'giftcards-redeem': 420,
  'image-resize': 17_800,
  'invoice-render': 2_600,
  'loyalty-points': 3_900,
  'newsletter-digest': 0,
  'newsletter-send': 12,
  'orders-create': 6_700,
  'orders-export': 60,
  'orders-refund': 310,
  'reviews-moderate': 880,
  'shipping-labels': 1_450,
  'sitemap-build': 1,
  'wishlist-api': 14_200,
};

/** The output of the AWS CLI, one metric a line. A page of the API cut the first one off: its Id stands there twice. */
export function sampleMetrics(): string {
  const results = Object.entries(BUSIEST).flatMap(([name, busiest], index) => {
    const points = pointsOf(busiest, index).reverse();
    const half = index === 0 ? points.length / 2 : points.length;
    const parts = [points.slice(0, half), ...(half < points.length ? [points.slice(half)] : [])];
    return parts.map((part, page) => ({
      Id: `m${index}`,
      Label: name,
      Timestamps: part.map(([moment]) => `${new Date(moment).toISOString().slice(0, 19)}+00:00`),
      Values: part.map(([, value]) => value),
      StatusCode: page < parts.length - 1 ? 'PartialData' : 'Complete',
    }));
  });
  const lines = results.map((result) => `        ${JSON.stringify(result)}`);
  return `{\n    "MetricDataResults": [\n${lines.join(',\n')}\n    ],\n    "Messages": []\n}\n`;
}

/** A day like a wave, lowest at night; an hour without invocations has no point. */
function pointsOf(busiest: number, phase: number): (readonly [moment: number, value: number])[] {
  return Array.from({ length: HOURS }, (_, hour) => {
    const share = 0.55 + 0.45 * Math.sin(((hour + phase - 9) * Math.PI) / 12);
    return [FROM + hour * 3_600_000, Math.floor(busiest * share)] as const;
  }).filter(([, value]) => value > 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../test/fixtures/sample-metrics/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/shop-eu-west-1.json`, sampleMetrics());
}
