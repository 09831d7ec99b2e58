import { readAnnotation } from '../core/annotation-reading.ts';
import { type Settings, type SeverityLabel, severityOf } from './settings.ts';

/** What is written to every finding with one annotation. */
export interface Enrichment {
  readonly note: string;
  /** What can be read out of the note, to filter by. */
  readonly fields: { readonly reason?: string; readonly role?: string; readonly policy?: string };
  readonly severity: SeverityLabel | undefined;
}

export function enrichment(annotation: string, settings: Settings): Enrichment {
  const { reasons, role, policy } = readAnnotation(annotation);
  return {
    note: annotation,
    fields: {
      ...(reasons.length > 0 && { reason: reasons.join(', ') }),
      ...(role !== undefined && { role }),
      ...(policy !== undefined && { policy }),
    },
    severity: severityOf(reasons, settings),
  };
}
