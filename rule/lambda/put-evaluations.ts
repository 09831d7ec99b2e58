import { type ConfigServiceClient, type Evaluation, PutEvaluationsCommand } from '@aws-sdk/client-config-service';
import { atMost, sideBySide } from '../account/concurrency.ts';
import type { Compliance } from '../core/model.ts';
import type { Invocation } from './event.ts';
import { firstFew } from './quoted.ts';

/** A verdict AWS Config accepts, about one resource. */
export interface Finding {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly compliance: Exclude<Compliance, 'INSUFFICIENT_DATA'>;
  readonly annotation: string;
}

export interface Report {
  /** Sends the findings in full batches as they come. */
  add(finding: Finding): void;
  /**
   * Sends the rest and waits for all answers.
   *
   * @throws ApiCallError when a batch failed, RejectedEvaluationsError when AWS Config did not take an evaluation; naming them.
   */
  finish(): Promise<void>;
  /** How many evaluations AWS Config took. */
  readonly accepted: number;
}

/** Evaluations AWS Config answered that it did not take. */
class RejectedEvaluationsError extends Error {
  override readonly name = 'RejectedEvaluationsError';
}

/** The most evaluations PutEvaluations takes at once. */
const BATCH = 100;
/** Enough for every connection the SDK opens, of which there are 50. */
const BATCHES_AT_A_TIME = 64;

/** Reports findings to AWS Config while they are still being made. */
export function openReport(config: ConfigServiceClient, invocation: Invocation, orderedBy: Date): Report {
  const inTurn = atMost(BATCHES_AT_A_TIME);
  const sending = sideBySide();
  const rejected: Evaluation[] = [];
  let pending: Evaluation[] = [];
  let accepted = 0;

  const flush = () => {
    const batch = pending;
    pending = [];
    void sending.start(() => inTurn(() => send(batch)));
  };
  const send = async (batch: Evaluation[]) => {
    // After a failed batch the token or the service is of no use to the next ones either.
    if (sending.signal.aborted) return;
    const { FailedEvaluations: failed = [] } = await config.send(
      new PutEvaluationsCommand({
        Evaluations: batch,
        ResultToken: invocation.resultToken,
        ...(invocation.isTest && { TestMode: true }),
      }),
    );
    rejected.push(...failed);
    accepted += batch.length - failed.length;
  };

  return {
    add({ resourceType, resourceId, compliance, annotation }) {
      pending.push({
        ComplianceResourceType: resourceType,
        ComplianceResourceId: resourceId,
        ComplianceType: compliance,
        Annotation: annotation,
        OrderingTimestamp: orderedBy,
      });
      if (pending.length === BATCH) flush();
    },
    async finish() {
      if (pending.length > 0) flush();
      await sending.end();
      if (rejected.length > 0) {
        const ids = rejected.map((evaluation) => evaluation.ComplianceResourceId ?? '(no id)');
        throw new RejectedEvaluationsError(
          `AWS Config did not take ${ids.length} of the evaluations: ${firstFew(ids)}`,
        );
      }
    },
    get accepted() {
      return accepted;
    },
  };
}
