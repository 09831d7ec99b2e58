import type { MetricSpan } from '../core/forecast/metric-data.ts';
import { costOfMetrics, LISTED_PRICES, type Prices } from '../core/forecast/prices.ts';
import { InputError } from './input-error.ts';
import type { LiveInvocations } from './live-forecast.ts';
import { dollarText } from './reports/amounts.ts';

/** More metrics than this are not asked for without a word. */
const METRICS_WITHOUT_ASKING = 1000;

/** The listed prices, or those that were given. */
export function forecastPrices({
  price,
  freeTraces,
}: {
  readonly price?: number;
  readonly freeTraces?: number;
}): Prices {
  if (price === undefined && freeTraces === undefined) return LISTED_PRICES;
  const given = [...(price === undefined ? [] : ['--price']), ...(freeTraces === undefined ? [] : ['--free-traces'])];
  return {
    perMillionTraces: price ?? LISTED_PRICES.perMillionTraces,
    freeTraces: freeTraces ?? LISTED_PRICES.freeTraces,
    source:
      given.length === 2
        ? given.join(' and ')
        : `${given.join()}; the rest ${LISTED_PRICES.source}, ${LISTED_PRICES.date}`,
    date: null,
  };
}

/**
 * Says what many metrics cost before they are asked for.
 *
 * @throws InputError on a terminal where nobody said yes.
 */
export function refuseUnasked(
  metrics: number,
  {
    yes,
    quiet,
    stream,
  }: {
    readonly yes: boolean;
    readonly quiet: boolean;
    readonly stream: Pick<NodeJS.WriteStream, 'isTTY'> & { write(text: string): boolean };
  },
): void {
  if (metrics <= METRICS_WITHOUT_ASKING) return;
  const cost = `CloudWatch bills ${metrics.toLocaleString('en')} metrics with about ${dollarText(costOfMetrics(metrics))}, outside its free tier`;
  if (stream.isTTY && !yes) throw new InputError(`${cost}: give --yes to ask for them`);
  if (!quiet) stream.write(`${cost}\n`);
}

const SAMPLING =
  'By the sampling Lambda documents for requests without a tracing header: the first of each second, and 5 % of the others. ' +
  'An upstream that decides by itself changes that.';
const FREE_TIER =
  'The free tier is counted once for each account, to the sum of its functions. An organization that pays one bill probably has it only once.';
const BESIDE =
  'Sums of Regions, roles, tags and single functions are before the free tier; "beside those that trace" is the cost when ' +
  'functions that trace today use it up first.';

function rangeNote(periodSeconds: number): string {
  const period = `${periodSeconds.toLocaleString('en')} s`;
  return (
    `A range, since a point of ${period} does not tell in which of its seconds the requests came: ` +
    'bursts make fewer traces than a steady flow.'
  );
}

/** Nothing was found of what X-Ray costs there. */
function partitionNotes(regions: readonly string[]): readonly string[] {
  return regions.some((region) => /^(cn|us-gov|us-iso|eusc|eu-iso)/.test(region))
    ? ['What X-Ray costs in GovCloud, China and other partitions was not found: give --price.']
    : [];
}

/** What a reader of a forecast from files must know. */
export function fileNotes(facts: {
  readonly span: MetricSpan | undefined;
  readonly isPeriodSaid: boolean;
  readonly isWindowSaid: boolean;
  readonly isAlone: boolean;
  readonly isAccountKnown: boolean;
  readonly unmatched: number;
  readonly regions: readonly string[];
}): readonly string[] {
  const { span, isPeriodSaid, isWindowSaid, isAlone, isAccountKnown, unmatched, regions } = facts;
  const workedOut = [...(isPeriodSaid ? [] : ['period']), ...(isWindowSaid ? [] : ['window'])];
  const were = workedOut.length === 1 ? 'was' : 'were';
  return [
    ...(span === undefined ? ['The metrics have no point: nothing was invoked in whatever time they are of.'] : []),
    ...(span !== undefined ? [rangeNote(span.periodSeconds)] : []),
    ...(span !== undefined && workedOut.length > 0
      ? [
          `The ${workedOut.join(' and ')} of the metrics ${were} worked out from their points; --period and --window say otherwise.`,
        ]
      : []),
    SAMPLING,
    FREE_TIER,
    BESIDE,
    ...(isAlone
      ? ['No recorded items were given: every function with a metric is priced, whether it traces today or not.']
      : []),
    ...(isAccountKnown ? [] : ['The metrics do not say of which account they are: all were taken for one.']),
    ...(unmatched > 0 ? [`${unmatched} of the metrics are of functions that are not counted here.`] : []),
    ...partitionNotes(regions),
    'Where Transaction Search is on, spans are billed by volume, and these figures do not apply.',
  ];
}

/** What a reader of a forecast from the account must know. */
export function liveNotes(
  { functions, billedByVolume, unknownDestinations }: LiveInvocations,
  periodSeconds: number,
): readonly string[] {
  return [
    rangeNote(periodSeconds),
    SAMPLING,
    FREE_TIER,
    BESIDE,
    ...billedByVolume.map(
      ({ accountId, region }) =>
        `Transaction Search is on in ${accountId} ${region}: spans are billed by volume there, and no figure is given.`,
    ),
    ...unknownDestinations.map(
      ({ accountId, region, why }) => `Whether Transaction Search is on in ${accountId} ${region} is not known: ${why}`,
    ),
    ...partitionNotes(functions.map(({ region }) => region)),
  ];
}
