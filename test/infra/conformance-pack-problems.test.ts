import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { conformancePackProblems } from './conformance-pack-problems.ts';

const PACK = readFileSync(new URL('../../conformance-pack/lambda-active-tracing.yaml', import.meta.url), 'utf8');

/** The real pack with one thing changed. */
function packWith(path: readonly (string | number)[], value: unknown): string {
  const document = parseDocument(PACK);
  document.setIn(path, value);
  return document.toString();
}

const RULE = ['Resources', 'Rule', 'Properties'];
const REMEDIATION = ['Resources', 'Remediation', 'Properties'];
const ROLE = [...REMEDIATION, 'Parameters', 'AutomationAssumeRole'];
const SSM_CONTROLS = [...REMEDIATION, 'ExecutionControls', 'SsmControls'];

function manyParameters(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`P${i}`, { Type: 'String', Default: 'x' }]));
}

describe('the conformance pack', () => {
  it('has no problem', () => {
    expect(conformancePackProblems(PACK)).toEqual([]);
  });

  it('runs the runbook by hand unless asked otherwise: no role can be right for every account', () => {
    const { Parameters, Resources } = parse(PACK);
    expect(Parameters.AutomaticRemediation.Default).toBe('false');
    expect(Resources.Remediation.Properties.Parameters).not.toHaveProperty('AutomationAssumeRole');
  });

  it('describes every parameter and gives it a default', () => {
    for (const parameter of Object.values(parse(PACK).Parameters)) {
      expect(parameter).toEqual({
        Type: 'String',
        Default: expect.any(String),
        Description: expect.stringMatching(/./),
      });
    }
  });
});

describe('the check of a conformance pack', () => {
  it.each<[string, string, string]>([
    [
      'a resource of another type',
      packWith(['Resources', 'Topic'], { Type: 'AWS::SNS::Topic' }),
      'Topic: a pack cannot contain AWS::SNS::Topic.',
    ],
    ['no resources', 'Description: empty', 'The pack has no resources.'],
    [
      'a template of 51,201 bytes',
      `${PACK}#${'x'.repeat(51_200 - Buffer.byteLength(PACK))}`,
      'The template is larger than 51,200 bytes.',
    ],
    [
      'an unused parameter',
      packWith(['Parameters', 'Extra'], { Type: 'String', Default: 'x' }),
      'Parameter Extra is not used.',
    ],
    [
      'an undefined parameter',
      packWith([...RULE, 'InputParameters', 'sweepReport'], { Ref: 'Missing' }),
      'Parameter Missing is not defined.',
    ],
    [
      'an undefined parameter in Fn::Sub',
      packWith([...RULE, 'Description'], { 'Fn::Sub': `a \${Missing}` }),
      'Parameter Missing is not defined.',
    ],
    ['61 parameters', packWith(['Parameters'], manyParameters(61)), 'The pack has more than 60 parameters.'],
    [
      'a computed rule name',
      packWith([...RULE, 'ConfigRuleName'], { Ref: 'RunbookName' }),
      'Rule: ConfigRuleName must be a plain name.',
    ],
    [
      'a rule name of 36 characters',
      packWith([...RULE, 'ConfigRuleName'], 'x'.repeat(36)),
      'Rule: ConfigRuleName leaves no room for what AWS Config appends.',
    ],
    [
      'a misspelt owner',
      packWith([...RULE, 'Source', 'Owner'], 'CUSTOM_LAMDA'),
      'Rule: Source.Owner must be CUSTOM_LAMBDA.',
    ],
    ['no source details', packWith([...RULE, 'Source', 'SourceDetails'], []), 'Rule: Source.SourceDetails is missing.'],
    [
      'an unknown message type',
      packWith([...RULE, 'Source', 'SourceDetails', 2, 'MessageType'], 'Scheduled'),
      'Rule: a MessageType does not exist.',
    ],
    [
      'another event source',
      packWith([...RULE, 'Source', 'SourceDetails', 0, 'EventSource'], 'aws.events'),
      'Rule: EventSource must be aws.config.',
    ],
    [
      'no message for oversized items',
      packWith([...RULE, 'Source', 'SourceDetails', 1, 'MessageType'], 'ScheduledNotification'),
      'Rule: a rule on changes needs both change message types.',
    ],
    [
      'rule parameters of more than 1,024 characters',
      packWith(['Parameters', 'RequiredActions', 'Default'], 'x'.repeat(1000)),
      'Rule: InputParameters is longer than 1,024 characters.',
    ],
    [
      'a remediation of another rule',
      packWith([...REMEDIATION, 'ConfigRuleName'], 'other'),
      'Remediation: ConfigRuleName names no rule of the pack.',
    ],
    [
      'another target type',
      packWith([...REMEDIATION, 'TargetType'], 'SSM_DOC'),
      'Remediation: TargetType must be SSM_DOCUMENT.',
    ],
    [
      'a resource value that does not exist',
      packWith([...REMEDIATION, 'Parameters', 'FunctionName', 'ResourceValue', 'Value'], 'RESOURCE_NAME'),
      'Remediation: a ResourceValue can only be RESOURCE_ID.',
    ],
    [
      'a role by Ref',
      packWith(ROLE, { StaticValue: { Values: [{ Ref: 'RunbookName' }] } }),
      'Remediation: AutomationAssumeRole must be an exact ARN, without intrinsic functions.',
    ],
    [
      'a role by Fn::Sub',
      packWith(ROLE, { StaticValue: { Values: [{ 'Fn::Sub': 'arn:x' }] } }),
      'Remediation: AutomationAssumeRole must be an exact ARN, without intrinsic functions.',
    ],
    [
      '26 attempts',
      packWith([...REMEDIATION, 'MaximumAutomaticAttempts'], 26),
      'Remediation: MaximumAutomaticAttempts must be 1 to 25.',
    ],
    [
      '0 attempts by default',
      packWith(['Parameters', 'RemediationAttempts', 'Default'], '0'),
      'Remediation: MaximumAutomaticAttempts must be 1 to 25.',
    ],
    [
      'a retry window of 2,678,001 seconds',
      packWith([...REMEDIATION, 'RetryAttemptSeconds'], 2_678_001),
      'Remediation: RetryAttemptSeconds must be 1 to 2678000.',
    ],
    [
      'a concurrency of 101 %',
      packWith([...SSM_CONTROLS, 'ConcurrentExecutionRatePercentage'], 101),
      'Remediation: ConcurrentExecutionRatePercentage must be 1 to 100.',
    ],
    [
      'an error rate of half a percent',
      packWith([...SSM_CONTROLS, 'ErrorPercentage'], 0.5),
      'Remediation: ErrorPercentage must be 1 to 100.',
    ],
  ])('refuses %s', (_, text, problem) => {
    expect(conformancePackProblems(text)).toContain(problem);
  });

  it('accepts the exact ARN of a role', () => {
    const values = { StaticValue: { Values: ['arn:aws:iam::111122223333:role/remediation'] } };
    expect(conformancePackProblems(packWith(ROLE, values))).toEqual([]);
  });
});
