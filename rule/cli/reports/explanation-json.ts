import type { ExplainedAction } from '../../core/iam/explain.ts';
import type { ExplainedRole, Explanation } from '../explanation.ts';
import { evaluationMembers } from './evaluation-json.ts';
import type { ReportText } from './evaluation-report.ts';
import { type ReportSource, reportHead } from './report-head.ts';

/** One JSON document: the evaluation as a report has it, every statement behind it, and what would mend it. */
export function* explanationJson({ evaluation, roles, mending }: Explanation, source: ReportSource): ReportText {
  const document = {
    ...reportHead(source),
    evaluation: evaluationMembers(evaluation),
    roles: roles.map(roleMembers),
    mending: mending === undefined ? null : { ...mending, why: mending.why ?? null },
  };
  yield `${JSON.stringify(document, null, 2)}\n`;
}

function roleMembers({ assuming, arn, name, kind, why, trust, organization, actions }: ExplainedRole): object {
  return {
    assuming,
    role: arn ?? null,
    name: name ?? null,
    kind,
    why: why ?? null,
    trust: trust === undefined ? null : { decision: trust.decision, why: trust.why ?? null },
    organization: organization ?? null,
    actions: actions.map(actionMembers),
  };
}

function actionMembers({ decision: { action, decision, by, detail }, layers }: ExplainedAction): object {
  return {
    action,
    decision,
    by,
    detail: detail ?? null,
    layers: layers.map(({ layer, policies }) => ({
      layer,
      policies: policies.map(({ name, unreadable, statements }) => ({
        policy: name,
        unreadable: unreadable ?? null,
        statements: statements.map(({ id, effect, bearing, why }) => ({
          statement: id,
          effect,
          bearing,
          why: why ?? null,
        })),
      })),
    })),
  };
}
