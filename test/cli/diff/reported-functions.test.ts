import { describe, expect, it } from 'vitest';
import { parseReport } from '../../../rule/cli/diff/reported-functions.ts';
import { InputError } from '../../../rule/cli/input-error.ts';

const EVALUATION = {
  accountId: '111122223333',
  region: 'eu-west-1',
  resourceId: 'orders',
  compliance: 'NON_COMPLIANT',
  reasons: ['role-denied'],
  annotation: 'Role orders-exec: denied.',
};
const REPORT = {
  rule: 'lambda-active-tracing',
  version: '0.1.0',
  evaluatedAt: '2026-11-20T12:00:00.000Z',
  managedPolicyData: '2026-08-26',
  parameters: { conditionalAccess: 'NON_COMPLIANT' },
  summary: { functions: 1 },
  evaluations: [EVALUATION],
};

const read = (report: unknown) => parseReport('old.json', typeof report === 'string' ? report : JSON.stringify(report));
const withEvaluation = (others: object) => ({ ...REPORT, evaluations: [{ ...EVALUATION, ...others }] });

describe('parseReport', () => {
  it('reads what evaluate writes', () => {
    expect(read(REPORT)).toEqual({
      name: 'old.json',
      version: '0.1.0',
      evaluatedAt: '2026-11-20T12:00:00.000Z',
      managedPolicyData: '2026-08-26',
      parameters: { conditionalAccess: 'NON_COMPLIANT' },
      functions: [{ ...EVALUATION, source: undefined }],
    });
    const source = { file: 'template.yaml', line: 3, address: 'Orders' };
    const [planned] = read(withEvaluation({ accountId: null, region: null, source })).functions;
    expect(planned).toMatchObject({ accountId: null, region: null, source });
  });

  it.each([
    ['', 'not JSON'],
    ['{', 'not JSON'],
    ['[]', 'not a report of evaluate --format json'],
    ['null', 'not a report of evaluate --format json'],
    [{ ...REPORT, rule: 'another-rule' }, 'not a report of evaluate --format json'],
    [{ ...REPORT, evaluations: undefined }, 'not a report of evaluate --format json'],
    [{ ...REPORT, summary: undefined }, 'not a report of evaluate --format json'],
    ['{"rule":"lambda-active-tracing","rule":"x"}', '"rule" is given twice in one object'],
    [{ ...REPORT, summary: { functions: 3 } }, 'shows 1 of its 3 functions: make it without --only'],
    [{ ...REPORT, evaluations: [null] }, 'evaluations[0]: must be an object'],
    [
      withEvaluation({ compliance: 'FINE' }),
      'evaluations[0]: compliance must be among NON_COMPLIANT, INSUFFICIENT_DATA, COMPLIANT, NOT_APPLICABLE',
    ],
    [withEvaluation({ resourceId: '' }), 'evaluations[0]: has no resourceId'],
    [withEvaluation({ reasons: 'role-denied' }), 'evaluations[0]: reasons must be a list of reasons'],
    [withEvaluation({ reasons: ['bad-luck'] }), 'evaluations[0]: reasons must be a list of reasons'],
    [withEvaluation({ source: { file: 'a' } }), 'evaluations[0]: source must say file, line and address'],
  ])('%j: %s', (report, why) => {
    expect(() => read(report)).toThrow(new InputError(`old.json: ${why}`));
  });
});
