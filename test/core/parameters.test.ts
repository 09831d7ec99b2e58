import { describe, expect, it } from 'vitest';
import { DEFAULT_PARAMETERS, parseParameters, type RuleParameters } from '../../rule/core/parameters.ts';

const DEFAULTS: RuleParameters = {
  requiredActions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  conditionalAccess: 'NON_COMPLIANT',
  untraceableEventSources: 'NOT_APPLICABLE',
  organizationPolicies: 'EVALUATE',
  exemptionTagKey: 'lambda-active-tracing-exempt',
  sweepReport: 'CHANGED',
  exemptionMaxDays: 0,
  organizationId: '',
};

type Given = Readonly<Record<string, unknown>>;

const ACCEPTED: readonly { readonly given: Given; readonly changes: Partial<RuleParameters> }[] = [
  { given: {}, changes: {} },
  { given: { requiredActions: 'xray:PutTraceSegments' }, changes: { requiredActions: ['xray:PutTraceSegments'] } },
  {
    given: { requiredActions: ' xray:PutSpans , logs:PutLogEvents ' },
    changes: { requiredActions: ['xray:PutSpans', 'logs:PutLogEvents'] },
  },
  { given: { requiredActions: 'xray:PutSpans,xray:PutSpans' }, changes: { requiredActions: ['xray:PutSpans'] } },
  { given: { conditionalAccess: 'COMPLIANT' }, changes: { conditionalAccess: 'COMPLIANT' } },
  { given: { conditionalAccess: 'NON_COMPLIANT' }, changes: {} },
  { given: { untraceableEventSources: 'EVALUATE' }, changes: { untraceableEventSources: 'EVALUATE' } },
  { given: { untraceableEventSources: 'NOT_APPLICABLE' }, changes: {} },
  { given: { organizationPolicies: 'IGNORE' }, changes: { organizationPolicies: 'IGNORE' } },
  { given: { organizationPolicies: 'EVALUATE' }, changes: {} },
  { given: { exemptionTagKey: ' no-tracing ' }, changes: { exemptionTagKey: 'no-tracing' } },
  { given: { exemptionTagKey: 'Ausnahme: größer/kleiner' }, changes: { exemptionTagKey: 'Ausnahme: größer/kleiner' } },
  { given: { exemptionTagKey: 'k'.repeat(128) }, changes: { exemptionTagKey: 'k'.repeat(128) } },
  { given: { sweepReport: 'ALL' }, changes: { sweepReport: 'ALL' } },
  { given: { sweepReport: 'CHANGED' }, changes: {} },
  { given: { exemptionMaxDays: '0' }, changes: {} },
  { given: { exemptionMaxDays: ' 90 ' }, changes: { exemptionMaxDays: 90 } },
  { given: { exemptionMaxDays: '3650' }, changes: { exemptionMaxDays: 3650 } },
  { given: { organizationId: '' }, changes: {} },
  { given: { organizationId: 'o-a1b2c3d4e5' }, changes: { organizationId: 'o-a1b2c3d4e5' } },
  { given: { organizationId: `o-${'a'.repeat(32)}` }, changes: { organizationId: `o-${'a'.repeat(32)}` } },
  {
    given: { sweepReport: 'ALL', organizationPolicies: 'IGNORE' },
    changes: { sweepReport: 'ALL', organizationPolicies: 'IGNORE' },
  },
];

const KNOWN =
  'requiredActions, conditionalAccess, untraceableEventSources, organizationPolicies, exemptionTagKey, sweepReport, exemptionMaxDays, organizationId';

const REFUSED: readonly { readonly given: Given; readonly message: string }[] = [
  { given: { requiredAction: 'a:b' }, message: `unknown rule parameter "requiredAction"; known: ${KNOWN}` },
  { given: { SweepReport: 'ALL' }, message: `unknown rule parameter "SweepReport"; known: ${KNOWN}` },
  { given: { toString: 'x' }, message: `unknown rule parameter "toString"; known: ${KNOWN}` },
  { given: { sweepReport: 1 }, message: 'rule parameter sweepReport: must be a string' },
  { given: { sweepReport: null }, message: 'rule parameter sweepReport: must be a string' },
  { given: { sweepReport: 'all' }, message: 'rule parameter sweepReport: "all" is not one of CHANGED, ALL' },
  { given: { sweepReport: '' }, message: 'rule parameter sweepReport: "" is not one of CHANGED, ALL' },
  {
    given: { conditionalAccess: 'NOT_APPLICABLE' },
    message: 'rule parameter conditionalAccess: "NOT_APPLICABLE" is not one of NON_COMPLIANT, COMPLIANT',
  },
  {
    given: { untraceableEventSources: 'IGNORE' },
    message: 'rule parameter untraceableEventSources: "IGNORE" is not one of NOT_APPLICABLE, EVALUATE',
  },
  {
    given: { organizationPolicies: 'SKIP' },
    message: 'rule parameter organizationPolicies: "SKIP" is not one of EVALUATE, IGNORE',
  },
  ...['', 'xray', 'xray:', ':PutSpans', 'xray:Put*', 'x?ay:PutSpans', 'xray:Put Spans', 'a:b:c'].map((action) => ({
    given: { requiredActions: `xray:PutTraceSegments,${action}` },
    message: `rule parameter requiredActions: "${action}" is not an IAM action such as xray:PutTraceSegments`,
  })),
  ...['', 'aws:cloudformation:stack-name', 'a*b', 'a\nb', 'k'.repeat(129)].map((key) => ({
    given: { exemptionTagKey: key },
    message: `rule parameter exemptionTagKey: "${key}" is not a tag key`,
  })),
  ...['', '-1', '1.5', '1e3', '0x10', '3651', '00030', 'ninety', '٣'].map((days) => ({
    given: { exemptionMaxDays: days },
    message: `rule parameter exemptionMaxDays: "${days}" is not a whole number of days from 0 to 3650`,
  })),
  ...['o-', 'o-short', 'O-A1B2C3D4E5', 'a1b2c3d4e5', 'r-a1b2c3d4e5', `o-${'a'.repeat(33)}`].map((id) => ({
    given: { organizationId: id },
    message: `rule parameter organizationId: "${id}" is not the id of an organization such as o-a1b2c3d4e5`,
  })),
];

describe('parseParameters', () => {
  it('has the defaults everybody else starts from', () => {
    expect(DEFAULT_PARAMETERS).toEqual(DEFAULTS);
  });

  it.each(ACCEPTED)('accepts $given', ({ given, changes }) => {
    expect(parseParameters(given)).toEqual({ ...DEFAULTS, ...changes });
  });

  it.each(REFUSED)('refuses $given', ({ given, message }) => {
    expect(() => parseParameters(given)).toThrow(new Error(message));
  });
});
