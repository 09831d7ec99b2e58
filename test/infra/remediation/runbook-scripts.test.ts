import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument, RUNBOOK_TEXT } from './automation-document.ts';
import { runTwin } from './runbook-scripts.ts';

const SCRIPTS = parseDocument(RUNBOOK_TEXT).mainSteps.flatMap((step) =>
  step.action === 'aws:executeScript' ? [step.inputs] : [],
);
const PYTHON = spawnSync('python3', ['--version']).status === 0;
const CASES = 400;

// Without Python nothing else would notice that a script and its twin have parted.
const COMPARED = { names: '4a8d8d917058', judge: '06f3838b0edb', stop: 'f08919918e09', report: '358c979e4d40' };

// Reads [script, handler, payload] triples and answers what each handler returns, or the text of what it raises.
const RUNNER = `
import json, sys
def outcome(script, handler, payload):
    scope = {}
    exec(script, scope)
    try:
        return {'returned': scope[handler](payload, None)}
    except Exception as error:
        return {'raised': str(error)}
json.dump([outcome(*case) for case in json.load(sys.stdin)], sys.stdout)
`;

type Case = readonly [script: string, handler: string, payload: Record<string, unknown>];

function inPython(cases: readonly Case[]): unknown {
  const python = spawnSync('python3', ['-c', RUNNER], { input: JSON.stringify(cases), encoding: 'utf8' });
  if (python.status !== 0) throw new Error(python.stderr);
  return JSON.parse(python.stdout);
}

function inTypeScript([script, handler, payload]: Case): unknown {
  try {
    return { returned: runTwin(script, handler, payload) };
  } catch (error) {
    return { raised: (error as Error).message };
  }
}

const text = fc.string({ maxLength: 12 });
const policyArn = fc.constantFrom('arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B');
const result = fc.record(
  {
    EvalActionName: fc.constantFrom('xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetGroup'),
    EvalDecision: fc.constantFrom('allowed', 'explicitDeny', 'implicitDeny'),
    OrganizationsDecisionDetail: fc.record({ AllowedByOrganizations: fc.boolean() }),
    PermissionsBoundaryDecisionDetail: fc.record({ AllowedByPermissionsBoundary: fc.boolean() }),
    MatchedStatements: fc.array(fc.record({ SourcePolicyId: text }, { requiredKeys: [] }), { maxLength: 3 }),
  },
  { requiredKeys: ['EvalActionName'] },
);
const results = fc.array(result, { maxLength: 4 });

const PAYLOADS: Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> = {
  names: fc.record({
    RoleArn: fc.constantFrom(
      'arn:aws:iam::111122223333:role/a',
      'arn:aws-cn:iam::111122223333:role/service-role/b/c',
      'arn:aws-us-gov:iam::111122223333:role/x+=,.@-y',
    ),
    Tags: fc.dictionary(fc.constantFrom('aws:cloudformation:stack-name', 'team'), text),
    Owned: fc.constantFrom('Skip', 'Remediate'),
    State: fc.constantFrom('Active', 'Inactive', 'Pending', 'Failed'),
    Update: fc.constantFrom('Successful', 'Failed', 'InProgress'),
  }),
  judge: fc.record({
    Now: results,
    Granted: results,
    Attached: fc.array(fc.record({ PolicyArn: policyArn })),
    PolicyArn: policyArn,
  }),
  stop: fc.record({ Outcome: text }),
  report: fc.record({ Outcome: text }),
};

describe('the scripts of the runbook', () => {
  it('run on the Python Automation offers, import nothing and call nothing', () => {
    for (const { Runtime, Script, Handler } of SCRIPTS) {
      expect(Runtime, Handler).toBe('python3.11');
      expect(Script, Handler).toMatch(new RegExp(`^def ${Handler}\\(events, context\\):`));
      expect(Script, Handler).not.toMatch(/\b(import|boto3|open|exec|eval)\b/);
    }
  });

  it('are the ones the twins were compared with: whoever changes a script runs this file with python3, then this list', () => {
    const digests = SCRIPTS.map(({ Handler, Script }) => [
      Handler,
      createHash('sha256').update(Script).digest('hex').slice(0, 12),
    ]);

    expect(Object.fromEntries(digests)).toEqual(COMPARED);
  });

  it.skipIf(!PYTHON).each(SCRIPTS.map((script): [string, string] => [script.Handler, script.Script]))(
    '%s does what its twin in the tests does (skipped where there is no python3)',
    (handler, script) => {
      const payloads = PAYLOADS[handler];
      if (payloads === undefined) throw new Error(`There are no payloads for the script ${handler}`);
      const cases = fc.sample(payloads, CASES).map((payload): Case => [script, handler, payload]);

      expect(inPython(cases)).toEqual(JSON.parse(JSON.stringify(cases.map(inTypeScript))));
    },
  );
});
