import { InvalidArgumentError } from '@commander-js/extra-typings';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The length of a window, `90m`, `6h` or `14d`, in milliseconds. */
export function parseWindowLength(value: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d{0,5})([mhd])$/.exec(value) ?? [];
  const length = Number(count) * (UNITS[unit] ?? 0);
  if (length === 0) throw new InvalidArgumentError('Must be minutes, hours or days, such as 90m, 6h or 14d.');
  return length;
}

/** An amount that is not negative. */
export function parseAmount(value: string): number {
  const amount = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isFinite(amount)) throw new InvalidArgumentError('Must be a number that is not negative.');
  return amount;
}

/** A tag to group by, `tag:KEY`: its key. */
export function parseTagKey(value: string): string {
  const key = value.startsWith('tag:') ? value.slice('tag:'.length) : '';
  if (key === '' || key.length > 128)
    throw new InvalidArgumentError('Must be tag: and the key of a tag, such as tag:team.');
  return key;
}
