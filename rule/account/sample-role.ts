import type { KnownRole, OrganizationDecision } from '../core/iam/model.ts';
import type { RecordedFunction } from '../core/model.ts';

/** A function that would be fine but for what the organization's policies may say about its role. */
export interface Candidate {
  readonly fn: RecordedFunction;
  readonly role: KnownRole;
}

export interface Sample {
  /** Offers a function as the sample; the first one is taken. */
  readonly offer: (candidate: Candidate) => void;
  /** What the organization says about the sample. Whoever waits for it has offered a candidate before. */
  readonly answer: Promise<OrganizationDecision>;
}

/** The one role of a sweep the organization's policies are asked about. */
export function openSample(ask: (candidate: Candidate) => Promise<OrganizationDecision>): Sample {
  let isTaken = false;
  let take: (answer: Promise<OrganizationDecision>) => void = () => undefined;
  const answer = new Promise<OrganizationDecision>((resolve) => {
    take = resolve;
  });
  // Whoever waits for the answer hears of a failure; until somebody does, it must not end the process.
  answer.catch(() => undefined);
  return {
    offer: (candidate) => {
      if (isTaken) return;
      isTaken = true;
      take(ask(candidate));
    },
    answer,
  };
}
