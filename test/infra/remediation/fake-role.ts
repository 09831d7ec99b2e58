import { AwsError, type Situation } from './situation.ts';

type Request = Readonly<Record<string, unknown>>;
type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny';

export interface FakeRole {
  readonly arn: string;
  /** IAM's answers about this role, by operation. */
  readonly operations: Readonly<Record<string, (request: Request) => unknown>>;
  readonly attachments: () => readonly string[];
  /** Someone else attaches a policy, so many seconds from now. */
  readonly attach: (policyArn: string, after: number) => void;
  /** What a service that sees attachments so many seconds late finds. */
  readonly decide: (action: string, lag: number) => Decision;
}

const DAEMON_WRITE = '/AWSXRayDaemonWriteAccess';
const XRAY = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

/** The execution role and IAM's view of it. */
export function fakeRole(situation: Situation, now: () => number): FakeRole {
  const arn = situation.roleArn ?? 'arn:aws:iam::111122223333:role/orders-exec';
  const since = new Map((situation.attached ?? []).map((policy) => [policy, Number.NEGATIVE_INFINITY]));
  const attachments = () => [...since.keys()].sort();

  return {
    arn,
    attachments,
    attach: (policyArn, after) => since.set(policyArn, now() + after),
    decide: (action, lag) => decide(action, lag),
    operations: {
      ListAttachedRolePolicies: (request) => {
        requireRole('ListAttachedRolePolicies', request);
        return { IsTruncated: false, AttachedPolicies: attachments().map((PolicyArn) => ({ PolicyArn })) };
      },
      SimulatePrincipalPolicy: (request) => {
        requireRole('SimulatePrincipalPolicy', { RoleName: String(request.PolicySourceArn).split('/').at(-1) });
        const extra = grantedBy(request.PolicyInputList);
        // IAM does not promise the order of the actions asked.
        return {
          EvaluationResults: (request.ActionNames as string[]).map((action) => simulate(action, extra)).reverse(),
        };
      },
      AttachRolePolicy: (request) => {
        requireRole('AttachRolePolicy', request);
        const policyArn = String(request.PolicyArn);
        if (since.has(policyArn)) return {};
        if (since.size >= (situation.attachmentQuota ?? 10))
          throw new AwsError('LimitExceeded', 'AttachRolePolicy', 'Cannot exceed quota for PoliciesPerRole: 10');
        since.set(policyArn, now());
        return {};
      },
      DetachRolePolicy: (request) => {
        requireRole('DetachRolePolicy', request);
        if (!since.delete(String(request.PolicyArn)))
          throw new AwsError('NoSuchEntity', 'DetachRolePolicy', `${request.PolicyArn} was not found`);
        return {};
      },
    },
  };

  function requireRole(operation: string, request: Request): void {
    if (situation.role === 'gone' || request.RoleName !== arn.split('/').at(-1))
      throw new AwsError('NoSuchEntity', operation, `The role with name ${request.RoleName} cannot be found`);
  }

  /** Deny wins; then every layer there is must allow. */
  function decide(action: string, lag: number, extra: readonly string[] = []): Decision {
    if (situation.denied?.includes(action)) return 'explicitDeny';
    const attached = [...since].filter(([, time]) => now() - time >= lag).flatMap(([policy]) => grantsOf(policy));
    const layers = [[...(situation.granted ?? []), ...attached, ...extra], situation.boundary, situation.organization];
    return layers.every((layer) => layer === undefined || layer.includes(action)) ? 'allowed' : 'implicitDeny';
  }

  function grantsOf(policyArn: string): readonly string[] {
    return situation.policies?.[policyArn] ?? (policyArn.endsWith(DAEMON_WRITE) ? XRAY : []);
  }

  function grantedBy(documents: unknown): readonly string[] {
    const patterns = ((documents ?? []) as string[]).map(
      (document) => (JSON.parse(document) as { Statement: { Action: string }[] }).Statement[0]?.Action ?? '',
    );
    return XRAY.filter((action) => patterns.some((pattern) => action.startsWith(pattern.replace('*', ''))));
  }

  function simulate(action: string, extra: readonly string[]): unknown {
    const EvalDecision = decide(action, situation.simulatorLag ?? 0, extra);
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
