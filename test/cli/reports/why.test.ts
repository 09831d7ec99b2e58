import { describe, expect, it } from 'vitest';
import { markdownReport } from '../../../rule/cli/reports/evaluation-markdown.ts';
import { evaluationReport } from '../../../rule/cli/reports/evaluation-report.ts';
import { tableReport } from '../../../rule/cli/reports/evaluation-table.ts';
import { evaluateAll } from '../../../rule/core/evaluation.ts';
import { DEFAULT_PARAMETERS } from '../../../rule/core/parameters.ts';
import { parseConfigurationItem } from '../../../rule/recorded/configuration-item.ts';
import { RecordedState } from '../../../rule/recorded/recorded-state.ts';
import { functionItem, type Item, roleArn, roleItem, tracingRole } from '../items.ts';
import { evaluationPage } from './pages.ts';

const PASS_THROUGH = { tracingConfig: { mode: 'PassThrough' } };
const BOUNDARY = {
  permissionsBoundary: {
    permissionsBoundaryType: 'Policy',
    permissionsBoundaryArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
  },
};
const OTHER = '444455556666';

/** Two accounts with the same role and a boundary, an exempt function, and as many roles as are asked for. */
function items(silentRoles: number): readonly Item[] {
  const silent = Array.from({ length: silentRoles }, (_, index) => `silent-${String(index).padStart(2, '0')}`);
  return [
    tracingRole(),
    functionItem('fine'),
    functionItem('excused', PASS_THROUGH, { tags: { 'lambda-active-tracing-exempt': '2999-12-31 team later' } }),
    functionItem('off', PASS_THROUGH),
    ...['111122223333', OTHER].flatMap((account) => [
      roleItem('bounded', BOUNDARY, { awsAccountId: account }),
      functionItem('one', { role: roleArn('bounded', account) }, { awsAccountId: account }),
      functionItem('two', { role: roleArn('bounded', account) }, { awsAccountId: account }),
    ]),
    ...silent.flatMap((name) => [roleItem(name), functionItem(name, { role: roleArn(name) })]),
  ];
}

function reportOn(recorded: readonly Item[]) {
  const now = new Date('2026-11-11T00:00:00Z');
  const state = new RecordedState(DEFAULT_PARAMETERS, now.getTime());
  for (const item of recorded) state.configurationItem(parseConfigurationItem(item));
  const none = { inputs: [], skipped: [] };
  return evaluationReport(evaluateAll(state, DEFAULT_PARAMETERS, now), none, DEFAULT_PARAMETERS, now);
}

function table(recorded: readonly Item[]): readonly string[] {
  return [...tableReport(reportOn(recorded), { width: 60, hasColors: false })].join('').split('\n');
}

describe('why, first', () => {
  it('the table: reasons, then roles, a boundary as a row of its own, of the functions in scope', () => {
    expect(table(items(1)).slice(0, 9)).toEqual([
      '6 of 7 functions in scope fail',
      '       5  role-denied',
      '       1  tracing-not-active',
      '',
      'Behind the failures of roles',
      '       4  boundary AWSLambdaBasicExecutionRole in 2',
      '            accounts: role-denied',
      '       1  role silent-00 in 1 account: role-denied',
      '',
    ]);
  });

  it('the table: ten roles or policies, and how many functions are behind the others', () => {
    const lines = table(items(14));
    expect(lines.filter((line) => line.includes('role silent-'))).toHaveLength(9);
    expect(lines).toContain('       5  behind 5 more: all are in --format html');
  });

  it.each([
    ['no function fails', [tracingRole(), functionItem('fine')]],
    ['one function fails', [tracingRole(), functionItem('fine'), functionItem('off', PASS_THROUGH)]],
  ])('%s: there is nothing to compare', (_, recorded) => {
    expect(table(recorded)[0]).toBe('111122223333  eu-west-1');
    expect(evaluationPage(recorded)).not.toContain('Why, first');
  });

  it('the mode alone: no roles stand behind it', () => {
    const lines = table([tracingRole(), functionItem('a', PASS_THROUGH), functionItem('b', PASS_THROUGH)]);
    expect(lines[0]).toBe('2 of 2 functions in scope fail');
    expect(lines).not.toContain('Behind the failures of roles');
  });

  it('markdown', () => {
    const text = [...markdownReport(reportOn(items(12)))].join('');
    expect(text).toContain('\n17 of 18 functions in scope fail: 16 role-denied, 1 tracing-not-active\n');
    expect(text).toContain(
      '\n| boundary AWSLambdaBasicExecutionRole | 4 | 2 | role-denied |\n| role silent-00 | 1 | 1 | role-denied |\n',
    );
    expect(text).toContain('\nand 3 more\n');
  });

  it('the page, with all of them', () => {
    const page = evaluationPage(items(14));
    expect(page).toContain('19 of 20 functions in scope fail. A function may have several reasons.');
    expect(page).toContain(
      '>boundary AWSLambdaBasicExecutionRole</th><td role="cell"><a href="#functions" data-search="#boundary/AWSLambdaBasicExecutionRole">4</a></td><td role="cell">2</td>',
    );
    expect(page.match(/<th[^>]*>role silent-/g)).toHaveLength(14);
    expect(page.indexOf('id="why"')).toBeLessThan(page.indexOf('id="places"'));
  });
});
