import type { Host, StepExecution } from './automation-interpreter.ts';
import { runTwin } from './runbook-scripts.ts';

/** One Lambda function and its role, as far as the runbook can tell them from the real ones. */

type Mode = 'Active' | 'PassThrough';

export interface Situation {
  readonly mode?: Mode;
  /** 'gone' for a function or role that does not exist. */
  readonly function?: 'gone';
  readonly role?: 'gone';
  readonly roleArn?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly state?: string;
  readonly lastUpdateStatus?: string;
  /** An update by someone else is under way for so many seconds. */
  readonly busyFor?: number;
  /** What the role's own policies grant, besides attached ones. */
  readonly granted?: readonly string[];
  readonly attached?: readonly string[];
  /** Actions some policy of the role denies. */
  readonly denied?: readonly string[];
  /** Actions the boundary or the organization allow; without it there is no such layer. */
  readonly boundary?: readonly string[];
  readonly organization?: readonly string[];
  /** What each managed policy grants. */
  readonly policies?: Readonly<Record<string, readonly string[]>>;
  /** Seconds until the simulator, or Lambda, sees a change of attachments. */
  readonly simulatorLag?: number;
  readonly lambdaLag?: number;
  readonly attachmentQuota?: number;
  /** How our update of the function ends once it is accepted. */
  readonly updateEndsAs?: 'Successful' | 'Failed';
}

/** What happens to a call: it is refused, or done with its reply lost, or someone acts just before it. */
export type Fault = 'refused' | 'reply lost' | ((account: Account) => void);

export interface Account {
  readonly host: Host;
  /** The operations called, in order; a read repeated at once counts once. */
  readonly calls: string[];
  readonly tracingMode: () => string;
  readonly attachments: () => readonly string[];
  /** Someone else deploys the function. */
  readonly deploy: (mode: Mode) => void;
  /** Someone else attaches a policy, so many seconds from now. */
  readonly attach: (policyArn: string, after: number) => void;
  /** Someone else starts an update that takes so many seconds. */
  readonly busy: (time: number) => void;
  /** From now on every call is refused but reads of executions. */
  readonly refuseFromHere: () => void;
  readonly injectAt: (operation: string, nth: number, fault: Fault) => void;
  /** Strikes the nth call, whatever it is. */
  readonly injectAtCall: (nth: number, fault: Fault) => void;
  readonly writes: () => readonly string[];
}

class AwsError extends Error {
  constructor(code: string, operation: string, message: string) {
    super(`An error occurred (${code}) when calling the ${operation} operation: ${message}`);
  }
}

const DAEMON_WRITE = 'AWSXRayDaemonWriteAccess';
const XRAY = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
const UPDATE_SECONDS = 20;
const WRITE = /^(Update|Attach|Detach)/;

export function account(situation: Situation = {}): Account {
  const roleArn = situation.roleArn ?? 'arn:aws:iam::111122223333:role/orders-exec';
  const partition = roleArn.split(':')[1] ?? 'aws';
  const functionArn = `arn:${partition}:lambda:eu-west-1:111122223333:function:orders`;
  const calls: string[] = [];
  const faults = new Map<string, Fault>();
  const counts = new Map<string, number>();
  const attachedSince = new Map<string, number>(
    (situation.attached ?? []).map((arn) => [arn, Number.NEGATIVE_INFINITY]),
  );
  let clock = 0;
  let count = 0;
  let refusing = false;
  let mode: string = situation.mode ?? 'PassThrough';
  let revision = 1;
  let status = situation.lastUpdateStatus ?? 'Successful';
  let busyUntil = situation.busyFor ?? 0;
  let endsAs: string = status;

  const self: Account = {
    host: { call, runScript: runTwin, elapse: (time) => (clock += time), now: () => clock },
    calls,
    tracingMode: () => mode,
    attachments: () => [...attachedSince.keys()].sort(),
    deploy: (to) => {
      mode = to;
      revision += 1;
    },
    attach: (policyArn, after) => attachedSince.set(policyArn, clock + after),
    busy: (time) => {
      busyUntil = clock + time;
      endsAs = 'Successful';
    },
    refuseFromHere: () => {
      refusing = true;
    },
    injectAt: (operation, nth, fault) => faults.set(`${operation} ${nth}`, fault),
    injectAtCall: (nth, fault) => faults.set(`call ${nth}`, fault),
    writes: () => calls.filter((name) => WRITE.test(name)),
  };
  return self;

  function call(
    service: string,
    api: string,
    request: Record<string, unknown>,
    steps: readonly StepExecution[],
  ): unknown {
    count += 1;
    const nth = (counts.get(api) ?? 0) + 1;
    counts.set(api, nth);
    const fault = faults.get(`${api} ${nth}`) ?? faults.get(`call ${count}`);
    if (calls.at(-1) !== api || WRITE.test(api)) calls.push(api);
    if (typeof fault === 'function') fault(self);
    if (fault === 'refused' || (refusing && service !== 'ssm'))
      throw new AwsError('AccessDeniedException', api, 'not authorized');
    const reply = answer(`${service}:${api}`, request, steps);
    if (fault === 'reply lost') throw new AwsError('ServiceException', api, 'connection closed');
    return reply;
  }

  function answer(operation: string, request: Record<string, unknown>, steps: readonly StepExecution[]): unknown {
    switch (operation) {
      case 'lambda:GetFunctionConfiguration':
        return configuration();
      case 'lambda:ListTags':
        return tags(String(request.Resource));
      case 'lambda:UpdateFunctionConfiguration':
        return update(request);
      case 'iam:ListAttachedRolePolicies':
        requireRole('ListAttachedRolePolicies');
        return { IsTruncated: false, AttachedPolicies: self.attachments().map((PolicyArn) => ({ PolicyArn })) };
      case 'iam:SimulatePrincipalPolicy':
        requireRole('SimulatePrincipalPolicy');
        // IAM does not promise the order of the actions asked.
        return {
          EvaluationResults: (request.ActionNames as string[]).map((action) => simulate(action, request)).reverse(),
        };
      case 'iam:AttachRolePolicy':
        return attach(String(request.RoleName), String(request.PolicyArn));
      case 'iam:DetachRolePolicy':
        return detach(String(request.PolicyArn));
      case 'ssm:DescribeAutomationStepExecutions':
        return { StepExecutions: steps.filter((step) => ['Failed', 'TimedOut'].includes(step.StepStatus)) };
      default:
        throw new Error(`The account does not know ${operation}`);
    }
  }

  function tags(resource: string): unknown {
    requireFunction('ListTags');
    if (resource !== functionArn) throw new AwsError('ValidationException', 'ListTags', resource);
    return { Tags: situation.tags ?? {} };
  }

  function requireFunction(operation: string): void {
    if (situation.function === 'gone')
      throw new AwsError('ResourceNotFoundException', operation, `Function not found: ${functionArn}`);
  }

  function settle(): void {
    if (busyUntil > 0 && clock >= busyUntil) {
      busyUntil = 0;
      status = endsAs;
    }
  }

  function configuration(): unknown {
    requireFunction('GetFunctionConfiguration');
    settle();
    return {
      FunctionArn: functionArn,
      Role: roleArn,
      TracingConfig: { Mode: mode },
      State: situation.state ?? 'Active',
      LastUpdateStatus: busyUntil > 0 ? 'InProgress' : status,
      // A finished update is a revision of its own: reading while one is under way yields a revision that will not hold.
      RevisionId: `revision-${revision}-${busyUntil > 0 ? 'busy' : 'idle'}`,
    };
  }

  function update(request: Record<string, unknown>): unknown {
    settle();
    const operation = 'UpdateFunctionConfiguration';
    const wanted = (request.TracingConfig as { Mode: Mode }).Mode;
    if (busyUntil > 0)
      throw new AwsError(
        'ResourceConflictException',
        operation,
        `An update is in progress for resource: ${functionArn}`,
      );
    if (request.RevisionId !== undefined && request.RevisionId !== `revision-${revision}-idle`)
      throw new AwsError(
        'PreconditionFailedException',
        operation,
        'The RevisionId provided does not match the latest one',
      );
    if (wanted === 'Active' && decide('xray:PutTraceSegments', situation.lambdaLag ?? 0) !== 'allowed')
      throw new AwsError(
        'InvalidParameterValueException',
        operation,
        'The provided execution role does not have permissions to call PutTraceSegments on XRAY',
      );
    mode = wanted;
    revision += 1;
    busyUntil = clock + UPDATE_SECONDS;
    endsAs = wanted === 'Active' ? (situation.updateEndsAs ?? 'Successful') : 'Successful';
    return configuration();
  }

  function attach(roleName: string, policyArn: string): unknown {
    if (roleName !== roleArn.split('/').at(-1))
      throw new AwsError('NoSuchEntity', 'AttachRolePolicy', `role ${roleName}`);
    requireRole('AttachRolePolicy');
    if (attachedSince.has(policyArn)) return {};
    if (attachedSince.size >= (situation.attachmentQuota ?? 10))
      throw new AwsError('LimitExceeded', 'AttachRolePolicy', 'Cannot exceed quota for PoliciesPerRole: 10');
    attachedSince.set(policyArn, clock);
    return {};
  }

  function detach(policyArn: string): unknown {
    requireRole('DetachRolePolicy');
    if (!attachedSince.delete(policyArn))
      throw new AwsError('NoSuchEntity', 'DetachRolePolicy', `${policyArn} was not found`);
    return {};
  }

  function requireRole(operation: string): void {
    if (situation.role === 'gone')
      throw new AwsError('NoSuchEntity', operation, `The role with name ${roleArn} cannot be found`);
  }

  /** Deny wins; then every layer there is must allow. */
  function decide(
    action: string,
    lag: number,
    extra: readonly string[] = [],
  ): 'allowed' | 'explicitDeny' | 'implicitDeny' {
    if (situation.denied?.includes(action)) return 'explicitDeny';
    const managed = [...attachedSince].filter(([, since]) => clock - since >= lag).flatMap(([arn]) => grantsOf(arn));
    const layers = [[...(situation.granted ?? []), ...managed, ...extra], situation.boundary, situation.organization];
    return layers.every((layer) => layer === undefined || layer.includes(action)) ? 'allowed' : 'implicitDeny';
  }

  function grantsOf(policyArn: string): readonly string[] {
    return situation.policies?.[policyArn] ?? (policyArn.endsWith(`/${DAEMON_WRITE}`) ? XRAY : []);
  }

  function grantedBy(documents: unknown): readonly string[] {
    const patterns = ((documents ?? []) as string[]).map(
      (document) => (JSON.parse(document) as { Statement: { Action: string }[] }).Statement[0]?.Action ?? '',
    );
    return XRAY.filter((action) => patterns.some((pattern) => action.startsWith(pattern.replace('*', ''))));
  }

  function simulate(action: string, request: Record<string, unknown>): unknown {
    const EvalDecision = decide(action, situation.simulatorLag ?? 0, grantedBy(request.PolicyInputList));
    return {
      EvalActionName: action,
      EvalDecision,
      MatchedStatements: EvalDecision === 'explicitDeny' ? [{ SourcePolicyId: 'no-tracing' }] : [],
      ...(situation.organization && {
        OrganizationsDecisionDetail: { AllowedByOrganizations: situation.organization.includes(action) },
      }),
      ...(situation.boundary && {
        PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: situation.boundary.includes(action) },
      }),
    };
  }
}
