import { nameInArn } from '../../core/arn.ts';
import { roundedShare } from '../../core/coverage.ts';
import type { CourseStretch } from '../../core/history/courses.ts';
import type { Failure } from '../../core/history/failures.ts';
import { type CaptureSpan, type Cause, isFailing, type Period } from '../../core/history/model.ts';
import type { OpenFailure } from '../../core/history/summary.ts';
import type { SinceBaseline } from '../diff/baseline.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `12 d 4 h`: the two largest units, which is as much as a reader takes in. */
export function durationText(milliseconds: number): string {
  if (milliseconds < MINUTE) return `${Math.floor(milliseconds / 1000)} s`;
  const [days, hours] = [Math.floor(milliseconds / DAY), Math.floor((milliseconds % DAY) / HOUR)];
  const minutes = Math.floor((milliseconds % HOUR) / MINUTE);
  const parts =
    days > 0 ? [`${days} d`, hours > 0 ? `${hours} h` : ''] : [hours > 0 ? `${hours} h` : '', `${minutes} min`];
  return parts.filter((part) => part !== '' && part !== '0 min').join(' ');
}

/** `2026-11-03 12:00`, with the seconds only where there are any. Always UTC. */
export function momentText(moment: number): string {
  const iso = new Date(moment).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, moment % MINUTE === 0 ? 16 : 19)}`;
}

/** To one place; 100.0 % and 0.0 % are exactly that. */
export function percentText(share: number | null): string {
  return share === null ? 'none in scope' : `${(roundedShare(share, 3) * 100).toFixed(1)} %`;
}

/** How long a failure has been open at the end of a period; at least that long where its beginning is not known. */
export function openFailureText({ from, isStartKnown }: Failure, { to }: Period): string {
  return `${isStartKnown ? '' : '≥ '}${durationText(to - from)}`;
}

/** `billing (111122223333 eu-west-1) and 11 more`: which function has failed for longest, and how many as long. */
export function openFailurePlace({ history, tied }: OpenFailure): string {
  const { resourceId, accountId, region } = history;
  return `${resourceId} (${accountId} ${region})${tied === 0 ? '' : ` and ${tied.toLocaleString('en')} more`}`;
}

/** `course 0, intervals 1 to 399, 200 of them failing`: counted from 0, as in the JSON report. */
export function courseText({ course, first, intervals }: CourseStretch): string {
  const last = first + intervals.length - 1;
  return `course ${course}, intervals ${first} to ${last}, ${intervals.filter(isFailing).length} of them failing`;
}

/** What changed; IAM resources are named, since the function is known from the context. */
export function causeText({ kind, changed }: Cause): string {
  const name = nameInArn(changed);
  switch (kind) {
    case 'first-record':
      return changed.includes(':iam:') ? `first record of ${name}` : 'first record of the function';
    case 'created':
      return changed.includes(':iam:') ? `${name} was created` : 'the function was created';
    case 'recording':
      return changed.includes(':iam:') ? `the recording of ${name} changed` : 'the recording of the function changed';
    case 'function':
      return 'the function was changed';
    case 'deletion':
      return 'the function was deleted';
    case 'gone-from-snapshot':
      return changed.includes(':iam:') ? `${name} is gone from a snapshot` : 'the function is gone from a snapshot';
    case 'role':
      return `role ${name} was changed`;
    case 'managed-policy':
      return `policy ${name} was changed`;
    case 'exemption-expired':
      return 'the exemption ran out';
    case 'time-condition':
      return 'a condition on the time turned';
  }
}

/** How much was recorded, and from when to when. */
export function spanText(span: CaptureSpan | undefined): string {
  if (span === undefined) return 'no captures of functions, roles and policies';
  const { captures, first, last } = span;
  const counted = `${captures.toLocaleString('en')} capture${captures === 1 ? '' : 's'}`;
  return `${counted} of functions, roles and policies, from ${momentText(first)} to ${momentText(last)}`;
}

/** `2 newly failing, 7 still failing; 9 failed in old.json of 2026-11-20 12:00 UTC` */
export function baselineSentence({
  name,
  evaluatedAt,
  failingBefore,
  stillFailing,
  newlyFailing,
}: SinceBaseline): string {
  const moment = Date.parse(evaluatedAt);
  const when = Number.isNaN(moment) ? '' : ` of ${momentText(moment)} UTC`;
  return `${newlyFailing.length} newly failing, ${stillFailing} still failing; ${failingBefore} failed in ${name}${when}`;
}

/** How long an exemption still holds, after today. */
export function daysLeftText(days: number): string {
  if (days === 0) return 'ends today';
  return days === 1 ? '1 day left' : `${days.toLocaleString('en')} days left`;
}
