import { evaluateAll } from '../../core/evaluation.ts';
import type { Period } from '../../core/history/model.ts';
import type { BindRole } from '../../core/iam/organization-policies.ts';
import type { RuleParameters } from '../../core/parameters.ts';
import { RecordedHistory } from '../../recorded/history/recorded-history.ts';
import type { ItemSink } from '../../recorded/item-sink.ts';
import { RecordedState } from '../../recorded/recorded-state.ts';
import type { FoundInputs } from '../inputs/find-inputs.ts';
import { readFound } from '../inputs/read-inputs.ts';
import { underOrganization } from '../organization.ts';
import type { Progress } from '../progress.ts';
import { evaluationReport } from '../reports/evaluation-report.ts';
import { historyReport } from '../reports/history-report.ts';

/** Reads every input once, for the course of the period and for the state at its end. */
export async function readEvidence(found: FoundInputs, given: RuleParameters, period: Period, progress: Progress) {
  // The end itself belongs to the next period.
  const end = period.to - 1;
  const history = new RecordedHistory(given, period);
  const state = new RecordedState(given, end);
  const both: ItemSink = {
    configurationItem(item, snapshot) {
      history.configurationItem(item, snapshot);
      state.configurationItem(item);
    },
    eventSourceMapping(mapping) {
      history.eventSourceMapping(mapping);
      state.eventSourceMapping(mapping);
    },
  };
  const bound = {
    bindRoles(bind: BindRole, organizationId: string) {
      history.bindRoles(bind, organizationId);
      state.bindRoles(bind);
    },
  };
  const inputs = await readFound(found, both, progress).finally(() => progress.end());
  const parameters = underOrganization(bound, inputs.organization, given);
  const now = new Date(end);
  const evaluation = evaluationReport(evaluateAll(state, parameters, now), inputs, parameters, now);
  return { inputs, history: historyReport(history, inputs, parameters, period), evaluation };
}
