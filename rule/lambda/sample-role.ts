import type { KnownRole } from '../core/iam/model.ts';
import type { RecordedFunction } from '../core/model.ts';

/** A function that would be fine but for what the organization's policies may say about its role. */
export interface Candidate {
  readonly fn: RecordedFunction;
  readonly role: KnownRole;
}

/** The one role of a sweep the organization's policies were asked about. */
export type Sample = { readonly kind: 'answered'; readonly role: KnownRole } | { readonly kind: 'not answered' };

export const NOT_ANSWERED: Sample = { kind: 'not answered' };

export interface SampleChoice {
  /** Offers a function as the sample while the functions are still being listed. */
  offer(candidate: Candidate): void;
  /** No more candidates will come. */
  end(): void;
  readonly sample: Promise<Sample>;
}

/**
 * Chooses the sample: the function with the wanted name, or the first one offered when no name is wanted. When the wanted
 * one does not come, the first one offered serves after all.
 */
export function chooseSample(wanted: string | undefined, ask: (candidate: Candidate) => Promise<Sample>): SampleChoice {
  let isChosen = false;
  let first: Candidate | undefined;
  let choose: (sample: Sample | Promise<Sample>) => void = () => undefined;
  const sample = new Promise<Sample>((resolve) => {
    choose = resolve;
  });
  const take = (candidate: Candidate) => {
    isChosen = true;
    choose(ask(candidate));
  };
  return {
    offer(candidate) {
      first ??= candidate;
      if (!isChosen && (wanted === undefined || candidate.fn.resourceId === wanted)) take(candidate);
    },
    end() {
      if (isChosen) return;
      if (first !== undefined) return take(first);
      isChosen = true;
      choose(NOT_ANSWERED);
    },
    sample,
  };
}
