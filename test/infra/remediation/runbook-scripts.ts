/**
 * The scripts of the runbook, once more: the tests run without Python, and `runbook-scripts.test.ts` holds each twin to
 * the script it stands for wherever Python is there.
 */
interface SimulationResult {
  readonly EvalActionName: string;
  readonly EvalDecision?: string;
  readonly OrganizationsDecisionDetail?: { readonly AllowedByOrganizations?: boolean };
  readonly PermissionsBoundaryDecisionDetail?: { readonly AllowedByPermissionsBoundary?: boolean };
  readonly MatchedStatements?: readonly { readonly SourcePolicyId?: string }[];
}

interface JudgeEvents {
  readonly Now: readonly SimulationResult[];
  readonly Granted: readonly SimulationResult[];
  readonly Attached: readonly { readonly PolicyArn: string }[];
  readonly PolicyArn: string;
}

const ACTIONS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

interface NamesEvents {
  readonly RoleArn: string;
  readonly Tags: Readonly<Record<string, string>>;
  readonly Owned: string;
  readonly State: string;
  readonly Update: string;
}

function names(events: NamesEvents) {
  const stack = events.Tags['aws:cloudformation:stack-name'] || 'none';
  const ready = ['Active', 'Inactive'].includes(events.State) && events.Update === 'Successful';
  return {
    RoleName: events.RoleArn.slice(events.RoleArn.lastIndexOf('/') + 1),
    StackName: stack,
    Owner: events.Owned === 'Skip' ? stack : 'none',
    Ready: ready ? 'yes' : 'no',
  };
}

function judge(events: JudgeEvents) {
  const now = refused(events.Now);
  const granted = refused(events.Granted);
  const attached = events.Attached.some((policy) => policy.PolicyArn === events.PolicyArn);
  const verdict =
    now.length === 0 ? 'Allowed' : granted.length > 0 ? 'Blocked' : attached ? 'AlreadyAttached' : 'Grantable';
  const why = (granted.length > 0 ? granted : now).map(([action, result]) => `${action}: ${refusedBy(result)}`);
  return { Verdict: verdict, Why: why.join('; ').slice(0, 300) || 'allowed' };
}

function refused(results: readonly SimulationResult[]): [string, Partial<SimulationResult>][] {
  return ACTIONS.map((action): [string, Partial<SimulationResult>] => [
    action,
    results.findLast((result) => result.EvalActionName === action) ?? {},
  ]).filter(([, result]) => result.EvalDecision !== 'allowed');
}

function refusedBy(result: Partial<SimulationResult>): string {
  const denies = result.EvalDecision === 'explicitDeny' ? (result.MatchedStatements ?? []) : [];
  const layers = [
    ...(result.OrganizationsDecisionDetail?.AllowedByOrganizations === false ? ['an organization policy'] : []),
    ...(result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false
      ? ['the permissions boundary']
      : []),
    ...denies.map((statement) => `explicit deny ${statement.SourcePolicyId ?? ''}`),
  ];
  return layers.join(', ') || (result.EvalDecision ?? 'no answer');
}

function stop(events: { readonly Outcome: string }): never {
  throw new Error(events.Outcome);
}

function report(events: { readonly Outcome: string }) {
  return events;
}

const TWINS: Readonly<Record<string, (events: never) => unknown>> = { names, judge, stop, report };

export function runTwin(_script: string, handler: string, payload: Record<string, unknown>): unknown {
  const twin = TWINS[handler];
  if (twin === undefined) throw new Error(`There is no twin of the script ${handler}`);
  return twin(payload as never);
}
