/** The actions of tracing. No other action of X-Ray comes this near to them (Service Authorization Reference, "AWS X-Ray"). */
const WANTED = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

/** More slips than this make another word. */
const MOST_SLIPS = 3;

/** The action that is meant by one that X-Ray does not have, such as `xray:PutTraceSegment`; `undefined` for any other. */
export function nearestAction(action: string): string | undefined {
  const given = action.toLowerCase();
  if (!given.startsWith('xray:') || given.length > 40 || /[*?]/.test(given)) return undefined;
  const near = WANTED.find((wanted) => slips(given, wanted.toLowerCase()) <= MOST_SLIPS);
  return near?.toLowerCase() === given ? undefined : near;
}

/** Levenshtein's distance: characters to add, to take away or to replace. */
function slips(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const replaced = (row[j] ?? 0) + Number(one[i] !== other[j]);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
