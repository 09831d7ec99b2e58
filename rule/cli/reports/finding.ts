import { nameOf } from '../../core/advice.ts';
import { nameInArn, partitionOf } from '../../core/arn.ts';
import type { Evaluation } from '../../core/evaluation.ts';
import { DAEMON_POLICY } from '../../core/iam/cure.ts';
import type { ActionDecision } from '../../core/iam/model.ts';
import type { Reason, Verdict } from '../../core/model.ts';
import { inFull } from '../../core/sentences.ts';
import { known } from '../../core/unknown-value.ts';
import { RULE_NAME } from '../version.ts';

/** What a security product is told of one function, in whatever format. */
export interface Finding {
  /** The same for the same function, whenever it is evaluated. */
  readonly id: string;
  /** The ARN of the function; of one that is planned without a name, where it is planned. */
  readonly resource: string;
  /** The annotation of the verdict. */
  readonly description: string;
  readonly severity: Severity;
  /** All reasons, joined, as the Security Hub stack writes them. */
  readonly reason: string;
  readonly partition: string | undefined;
  readonly tracingMode: string | undefined;
  readonly role: string | undefined;
  /** Name of the role. */
  readonly roleName: string | undefined;
  /** What refuses the first action, such as `boundary DevBoundary`. */
  readonly policy: string | undefined;
  /** The actions that are not allowed, or not certainly, joined. */
  readonly action: string | undefined;
  /** What mends the function; nothing where no cure is known. */
  readonly cure: string | undefined;
}

/** The title of every finding: security products group by it, and the function is their resource. */
export const FINDING_TITLE = 'Lambda functions trace actively, and their roles can deliver the traces';

/** As Security Hub and OCSF rank them; nothing here is worse than MEDIUM. */
export type Severity = 'INFORMATIONAL' | 'LOW' | 'MEDIUM';

export function findingOf({ fn, verdict, source }: Evaluation): Finding {
  const [mode, role] = fn.kind === 'recorded' ? [known(fn.tracingMode), known(fn.role)] : [];
  const resource = fn.arn || `${source?.file ?? ''}#${source?.address ?? fn.resourceId}`;
  const refused = verdict.actions.filter(({ decision }) => decision !== 'allowed');
  return {
    id: `${RULE_NAME}/${fn.arn || [fn.accountId, fn.region, resource].filter((part) => part !== '').join('/')}`,
    resource,
    description: verdict.annotation,
    severity: severityOf(verdict),
    reason: verdict.reasons.join(', '),
    partition: fn.region ? partitionOf(fn.region) : undefined,
    tracingMode: mode || undefined,
    role: role || undefined,
    roleName: role ? nameInArn(role) : undefined,
    policy: policyBehind(refused),
    action: refused.map(({ action }) => action).join(', ') || undefined,
    cure: cureOf(verdict),
  };
}

/** A role that loses traces while tracing looks active is graver than tracing that is off, which Security Hub's Lambda.7 ranks LOW. */
function severityOf({ compliance, reasons }: Verdict): Severity {
  if (compliance === 'INSUFFICIENT_DATA') return 'LOW';
  if (compliance !== 'NON_COMPLIANT') return 'INFORMATIONAL';
  return reasons.every((reason) => reason === 'tracing-not-active') ? 'LOW' : 'MEDIUM';
}

function policyBehind([first]: readonly ActionDecision[]): string | undefined {
  const by = first?.by;
  if (!by || (by.policy === null && by.layer !== 'organization')) return undefined;
  return nameOf({ ...by, statement: null, on: undefined }, inFull);
}

const ATTACH = `Attach ${DAEMON_POLICY.name}.`;
const ACTIVATE = 'Set the tracing mode of the function to Active.';

/**
 * What mends all that the verdict blames. The annotation names the policy to attach only where a trial with it was allowed. Lambda
 * refuses Active while the role lacks the permission: the role comes first, and without a cure for it there is none.
 */
function cureOf({ compliance, reasons, annotation }: Verdict): string | undefined {
  if (compliance !== 'NON_COMPLIANT') return undefined;
  const isOff = reasons.includes('tracing-not-active');
  if (isOff && reasons.length === 1) return ACTIVATE;
  const isAboutPolicies = reasons.some((reason) => ATTACHABLE.includes(reason));
  if (!isAboutPolicies || !annotation.includes(` ${ATTACH}`)) return undefined;
  const attach = `Attach ${DAEMON_POLICY.name} to the execution role.`;
  return isOff ? `${attach} ${ACTIVATE}` : attach;
}

/** What a policy more could mend. */
const ATTACHABLE: readonly Reason[] = ['role-denied', 'role-conditional'];
