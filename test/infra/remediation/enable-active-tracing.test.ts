import { describe, expect, it } from 'vitest';
import { parseDocument, RUNBOOK_TEXT } from './automation-document.ts';
import { type Execution, run } from './automation-interpreter.ts';
import { ROWS, type Row } from './expected-runs.ts';
import { type Account, account } from './fake-account.ts';

const DOCUMENT = parseDocument(RUNBOOK_TEXT);
const READ = ['ListTags', 'GetFunctionConfiguration', 'ListAttachedRolePolicies', 'SimulatePrincipalPolicy'];

function perform(row: Row): { execution: Execution; account: Account } {
  const own = account(row.situation);
  if (row.fault) own.injectAt(...row.fault);
  const execution = run(
    DOCUMENT,
    { FunctionName: 'orders', AutomationAssumeRole: 'arn:aws:iam::111122223333:role/remediation', ...row.parameters },
    {
      'global:AWS_PARTITION': row.partition ?? 'aws',
      'global:REGION': 'eu-west-1',
      'global:ACCOUNT_ID': '111122223333',
    },
    own.host,
    row.cancelIn === undefined ? undefined : { step: row.cancelIn, when: 'before' },
  );
  return { execution, account: own };
}

describe('enable-active-tracing', () => {
  it.each(Object.entries(ROWS))('%s', (_, row) => {
    const { execution, account } = perform(row);

    expect(execution.outputs['Report.Outcome']).toMatch(row.outcome);
    expect(execution.status).toBe(row.status);
    const read = READ.findIndex((operation, index) => account.calls[index] !== operation);
    expect(account.calls.slice(read === -1 ? READ.length : read)).toEqual(row.calls);
    expect(account.function.tracingMode()).toBe(row.mode);
    expect(account.role.attachments()).toEqual(row.attached ?? []);
    expect(execution.outputs['FindCause.FailedStep']).toBe(row.failedStep);
  });

  it('tells in the words of AWS why the first step failed', () => {
    const row = ROWS['a role at its policy quota is left as it was'];
    const message = row && perform(row).execution.outputs['FindCause.FailureMessage'];

    expect(message).toContain('Cannot exceed quota for PoliciesPerRole');
  });

  it.each(Object.entries(ROWS).filter(([, row]) => row.status === 'Success' && row.mode === 'Active'))(
    '%s, and the outcome says that versions and aliases keep their mode',
    (_, row) => {
      const { execution } = perform(row);

      expect(execution.outputs['Report.Outcome']).toContain(
        'Published versions and aliases: not changed, they keep their own mode',
      );
    },
  );

  it('has no step that none of the situations runs', () => {
    const ran = new Set(
      Object.values(ROWS).flatMap((row) => perform(row).execution.steps.map((step) => step.StepName)),
    );

    expect(DOCUMENT.mainSteps.map((step) => step.name).filter((name) => !ran.has(name))).toEqual([]);
  });
});
