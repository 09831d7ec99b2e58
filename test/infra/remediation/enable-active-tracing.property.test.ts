import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument, RUNBOOK_TEXT } from './automation-document.ts';
import { type Cancellation, type Execution, run } from './automation-interpreter.ts';
import { type Account, account, type Fault } from './fake-account.ts';
import type { Situation } from './situation.ts';

const DOCUMENT = parseDocument(RUNBOOK_TEXT);
const DAEMON_WRITE = 'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess';
const OTHER = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const XRAY = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

const lag = fc.constantFrom(0, 20, 600, 5_000);
const maybeXray = fc.option(fc.subarray(XRAY), { nil: undefined });
const situation: fc.Arbitrary<Situation> = fc
  .record({
    mode: fc.constantFrom('Active' as const, 'PassThrough' as const),
    granted: fc.subarray(XRAY),
    attached: fc.subarray([DAEMON_WRITE, OTHER]),
    denied: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.subarray(XRAY) }),
    boundary: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: maybeXray }),
    organization: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: maybeXray }),
    simulatorLag: lag,
    lambdaLag: lag,
    attachmentQuota: fc.constantFrom(1, 10),
    updateEndsAs: fc.constantFrom('Successful' as const, 'Failed' as const),
    busyFor: fc.constantFrom(0, 90),
  })
  .map(({ boundary, organization, ...rest }) => ({
    ...rest,
    ...(boundary && { boundary }),
    ...(organization && { organization }),
  }));

function perform(
  own: Account,
  cancellation?: Cancellation,
  parameters: Readonly<Record<string, string>> = {},
): Execution {
  return run(
    DOCUMENT,
    { FunctionName: 'orders', AutomationAssumeRole: 'arn:aws:iam::111122223333:role/remediation', ...parameters },
    { 'global:AWS_PARTITION': 'aws', 'global:REGION': 'eu-west-1', 'global:ACCOUNT_ID': '111122223333' },
    own.host,
    cancellation,
  );
}

function asFound(own: Account, found: Situation): boolean {
  return (
    own.function.tracingMode() === found.mode &&
    own.role.attachments().join() === [...(found.attached ?? [])].sort().join()
  );
}

/** Active, and nothing attached but what was there and the one policy. */
function remediated(own: Account, found: Situation): boolean {
  const allowed = new Set([...(found.attached ?? []), DAEMON_WRITE]);
  const granted =
    XRAY.every((action) => found.granted?.includes(action)) || own.role.attachments().includes(DAEMON_WRITE);
  return own.function.tracingMode() === 'Active' && granted && own.role.attachments().every((arn) => allowed.has(arn));
}

/** What is neither, the outcome has to name. */
function named(own: Account, found: Situation, outcome: unknown): boolean {
  const grant = own.role.attachments().includes(DAEMON_WRITE) && !found.attached?.includes(DAEMON_WRITE);
  const tracing = own.function.tracingMode() !== found.mode;
  const text = String(outcome);
  if (tracing) return text.startsWith('LEFT BEHIND: tracing mode');
  return grant && (text.startsWith('LEFT BEHIND: policy') || text.includes('keeps its policies'));
}

describe('enable-active-tracing, whatever happens', () => {
  it('succeeds only when the function is remediated, and otherwise leaves everything as found', () => {
    fc.assert(
      fc.property(situation, (found) => {
        const own = account(found);
        const { status } = perform(own);

        expect(status === 'Success' ? remediated(own, found) : asFound(own, found)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves everything as found, or remediated, when any one call is refused', () => {
    fc.assert(
      fc.property(situation, fc.nat({ max: 60 }), (found, nth) => {
        const own = account(found);
        own.injectAtCall(nth + 1, 'refused');
        const { status } = perform(own);

        expect(status === 'Success' ? remediated(own, found) : asFound(own, found)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves nothing behind that the outcome does not name, when every call from some point on is refused', () => {
    fc.assert(
      fc.property(situation, fc.nat({ max: 60 }), (found, nth) => {
        const own = account(found);
        own.injectAtCall(nth + 1, (struck) => struck.refuseFromHere());
        const { status, outputs } = perform(own);

        if (status === 'Success') expect(remediated(own, found)).toBe(true);
        else expect(asFound(own, found) || named(own, found, outputs['Report.Outcome'])).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves nothing behind that the outcome does not name, when the reply to any one call is lost', () => {
    const lost: Fault = 'reply lost';
    fc.assert(
      fc.property(situation, fc.nat({ max: 60 }), (found, nth) => {
        const own = account(found);
        own.injectAtCall(nth + 1, lost);
        const { outputs } = perform(own);

        expect(asFound(own, found) || remediated(own, found) || named(own, found, outputs['Report.Outcome'])).toBe(
          true,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves everything as found, or remediated, when the run is cancelled in any step', () => {
    const when = fc.constantFrom('before' as const, 'after' as const);
    fc.assert(
      fc.property(situation, fc.nat({ max: 40 }), when, (found, step, moment) => {
        const own = account(found);
        const { outputs } = perform(own, { step, when: moment });

        expect(asFound(own, found) || remediated(own, found) || named(own, found, outputs['Report.Outcome'])).toBe(
          true,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('writes nothing on a second run', () => {
    fc.assert(
      fc.property(situation, (found) => {
        const own = account(found);
        if (perform(own).status !== 'Success') return;
        const before = own.writes().length;
        own.host.elapse(86_400);

        expect(perform(own).status).toBe('Success');
        expect(own.writes().length).toBe(before);
      }),
      { numRuns: 300 },
    );
  });
});
