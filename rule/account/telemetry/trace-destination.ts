import { GetIndexingRulesCommand, GetTraceSegmentDestinationCommand, type XRayClient } from '@aws-sdk/client-xray';
import type { TraceDestination } from '../../core/delivery/trace-destination.ts';
import { ApiCallError, isRefusal } from '../api-calls.ts';

/** How a service answers in a Region that does not have the operation. */
const NOT_OFFERED = new Set(['UnknownOperationException', 'UnknownOperation', 'InvalidAction']);

/**
 * Where the segments of a Region go. With Transaction Search on, X-Ray's own picture is drawn from a part of the traces, and
 * spans are billed by volume. The share that is indexed is not asked for here. A refusal leaves it all unknown.
 *
 * @throws ApiCallError for a call that fails otherwise.
 */
export async function readTraceDestination(xray: XRayClient): Promise<TraceDestination> {
  const answer = await unlessRefused(() => xray.send(new GetTraceSegmentDestinationCommand({})));
  if (answer instanceof ApiCallError) return { kind: 'unknown', why: answer.message };
  const { Destination: destination, Status: status } = answer;
  if (status !== undefined && status !== 'ACTIVE') return { kind: 'unknown', why: `it is being changed (${status})` };
  switch (destination) {
    case 'XRay':
      return { kind: 'x-ray' };
    case 'CloudWatchLogs':
      return { kind: 'transaction-search', indexedShare: undefined };
    default:
      return { kind: 'unknown', why: `X-Ray answered ${destination ?? 'nothing'}` };
  }
}

/** The same with the share of traces that X-Ray indexes, where that is not all of them. */
export async function readIndexedDestination(xray: XRayClient): Promise<TraceDestination> {
  const destination = await readTraceDestination(xray);
  return destination.kind === 'transaction-search'
    ? { kind: 'transaction-search', indexedShare: await readIndexedShare(xray) }
    : destination;
}

/** From 0 to 1; the smaller one where the configured and the applied share differ. */
async function readIndexedShare(xray: XRayClient): Promise<number | undefined> {
  const answer = await unlessRefused(() => xray.send(new GetIndexingRulesCommand({})));
  if (answer instanceof ApiCallError) return undefined;
  const percentages = (answer.IndexingRules ?? []).flatMap(({ Rule: rule }) => {
    const { DesiredSamplingPercentage: desired, ActualSamplingPercentage: actual } = rule?.Probabilistic ?? {};
    return [desired, actual].filter((percentage) => percentage !== undefined);
  });
  const least = Math.min(...percentages);
  return least >= 0 && least <= 100 ? least / 100 : undefined;
}

async function unlessRefused<Answer>(call: () => Promise<Answer>): Promise<Answer | ApiCallError> {
  try {
    return await call();
  } catch (error) {
    if (isRefusal(error) || (error instanceof ApiCallError && NOT_OFFERED.has(error.code))) return error;
    throw error;
  }
}
