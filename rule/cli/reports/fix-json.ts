import { arnParts } from '../../core/arn.ts';
import { managedPolicyArn } from '../fix/aws-commands.ts';
import type { FixedFunction, FixPlan, OpenFailure, RoleFix } from '../fix/fix-plan.ts';
import type { ReportText } from './evaluation-report.ts';
import { bareFix } from './fix-text.ts';
import { type ReportSource, reportHead } from './report-head.ts';

/** One JSON document: what mends what, by role, and what is left for somebody else. */
export function* fixJson({ functions, inScope, failing, fixes, open }: FixPlan, source: ReportSource): ReportText {
  const mended = fixes.reduce((sum, fix) => sum + fix.functions.length, 0);
  const document = {
    ...reportHead(source),
    summary: { functions, inScope, failing, mended, notMended: failing - mended },
    roles: fixes.map(roleMembers),
    notMended: open.map(openMembers),
  };
  yield `${JSON.stringify(document, null, 2)}\n`;
}

function roleMembers(fix: RoleFix): object {
  const { role, name, language, attach, functions } = fix;
  const { partition } = arnParts(role ?? '');
  return {
    role: role ?? null,
    name: name ?? null,
    as: language,
    attach:
      attach === undefined
        ? null
        : {
            policy: attach.policy,
            policyArn: role === undefined ? null : managedPolicyArn(attach.policy, partition),
            hangsOnOrganization: attach.hangsOnOrganization,
          },
    functions: functions.map(functionMembers),
    [language === 'cli' ? 'commands' : 'changes']: [...bareFix(fix)],
  };
}

function openMembers({ role, name, language, obstacles, functions }: OpenFailure): object {
  return { role: role ?? null, name: name ?? null, as: language, obstacles, functions: functions.map(functionMembers) };
}

function functionMembers({ evaluation: { fn, verdict, source }, setActive, why }: FixedFunction): object {
  return {
    accountId: fn.accountId || null,
    region: fn.region || null,
    resourceId: fn.resourceId,
    arn: fn.arn || null,
    compliance: verdict.compliance,
    reasons: verdict.reasons,
    setActive,
    ...(why !== undefined && { why }),
    ...(source !== undefined && { source }),
  };
}
