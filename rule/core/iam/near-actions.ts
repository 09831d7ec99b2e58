import { editDistance } from '../edit-distance.ts';

/** The actions of tracing. No other action of X-Ray comes this near to them (Service Authorization Reference, "AWS X-Ray"). */
const WANTED = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

/** More slips than this make another word. */
const MOST_SLIPS = 3;

/** The action that is meant by one that X-Ray does not have, such as `xray:PutTraceSegment`; `undefined` for any other. */
export function nearestAction(action: string): string | undefined {
  const given = action.toLowerCase();
  if (WANTED.includes(action) || !given.startsWith('xray:') || given.length > 40 || /[*?]/.test(given))
    return undefined;
  const near = WANTED.find((wanted) => editDistance(given, wanted.toLowerCase()) <= MOST_SLIPS);
  return near?.toLowerCase() === given ? undefined : near;
}
