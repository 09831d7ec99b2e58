import { expect, it } from 'vitest';
import { nearestAction } from '../../../rule/core/iam/near-actions.ts';
import { TELEMETRY, TRACE } from './roles.ts';

it.each([
  ['xray:PutTraceSegment', TRACE],
  ['xray:putTraceSegmnets', TRACE],
  ['xray:PutTraceSegmentsXYZ', TRACE],
  ['xray:PutTelemetryRecord', TELEMETRY],
  ['XRAY:PutTelemtryRecods', TELEMETRY],
  [TRACE, undefined],
  [TELEMETRY.toLowerCase(), undefined],
  ['xray:PutTraceSegmentsWXYZ', undefined],
  ['xray:PutTraceSegm*', undefined],
  ['xray:PutTraceSegment?', undefined],
  ['xray:PutSpans', undefined],
  ['xray:PutEncryptionConfig', undefined],
  ['xrays:PutTraceSegments', undefined],
  ['s3:PutTraceSegments', undefined],
  [`xray:${'a'.repeat(10_000)}`, undefined],
])('%s: %s is meant', (action, meant) => {
  expect(nearestAction(action)).toBe(meant);
});
