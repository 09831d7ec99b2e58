import { Fault, type Operations } from './aws-endpoint.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const DAEMON_POLICY = 'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess';

export const TRACING = statement('Allow', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords']);
export const NO_TRACING = statement('Allow', ['logs:PutLogEvents']);

/** A policy document with one statement. */
export function statement(effect: 'Allow' | 'Deny', actions: readonly string[], condition?: object) {
  const only = { Effect: effect, Action: actions, Resource: '*', ...(condition && { Condition: condition }) };
  return { Version: '2012-10-17', Statement: [only] };
}

interface FunctionState {
  readonly name: string;
  readonly mode?: string;
  readonly role: string;
}

interface RoleState {
  readonly name: string;
  readonly inline?: Readonly<Record<string, object>>;
  readonly attached?: readonly string[];
  readonly boundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface AccountState {
  readonly functions?: readonly FunctionState[];
  /** Functions that are there, and that a listing leaves out for the moment. */
  readonly unlisted?: readonly FunctionState[];
  readonly roles?: readonly RoleState[];
  /** Documents of managed policies by ARN. */
  readonly policies?: Readonly<Record<string, object>>;
  readonly exemptions?: Readonly<Record<string, string>>;
  readonly mappings?: readonly { readonly function: string; readonly source: string; readonly state: string }[];
  readonly previous?: readonly {
    readonly id: string;
    readonly type?: string;
    readonly compliance: string;
    readonly annotation?: string;
  }[];
  /** Role names the organization denies everything to; `explicit` as a Deny statement would. */
  readonly deniedByOrganization?: Readonly<Record<string, 'explicitDeny' | 'implicitDeny'>>;
  readonly history?: readonly object[];
  /** Entities per page of GetAccountAuthorizationDetails. */
  readonly authorizationPage?: number;
}

export function functionArn(name: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}

export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

export function policyArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:policy/${name}`;
}

/** The operations of an account in this state, with the paging of the real ones. */
export function emulate(state: AccountState): Operations {
  const { functions = [], roles = [], policies = {}, exemptions = {}, mappings = [], previous = [] } = state;
  const roleNamed = (name: unknown) => {
    const role = roles.find((candidate) => candidate.name.split('/').at(-1) === name);
    if (role === undefined) throw new Fault(404, 'NoSuchEntity', `The role with name ${name} cannot be found.`);
    return role;
  };
  const documentOf = (arn: unknown) => {
    const document = policies[String(arn)];
    if (document === undefined) throw new Fault(404, 'NoSuchEntity', `Policy ${arn} was not found.`);
    return encoded(document);
  };
  return {
    'lambda:ListFunctions': ({ Marker }) => {
      const { items, next } = page(functions, Marker, 50);
      return { Functions: items.map(functionConfiguration), NextMarker: next ?? null };
    },
    'lambda:GetFunctionConfiguration': ({ FunctionName }) => {
      const found = [...functions, ...(state.unlisted ?? [])].find(({ name }) => name === FunctionName);
      if (found === undefined) throw new Fault(404, 'ResourceNotFoundException', `Function not found: ${FunctionName}`);
      return functionConfiguration(found);
    },
    'lambda:ListEventSourceMappings': ({ Marker, FunctionName }) => {
      const chosen = mappings.filter((mapping) => FunctionName === undefined || mapping.function === FunctionName);
      const { items, next } = page(chosen, Marker, 100);
      return {
        EventSourceMappings: items.map((mapping) => ({
          FunctionArn: functionArn(mapping.function),
          EventSourceArn: mapping.source,
          State: mapping.state,
        })),
        NextMarker: next,
      };
    },
    'iam:GetRole': ({ RoleName }) => ({ Role: roleDetail(roleNamed(RoleName)) }),
    'iam:ListAttachedRolePolicies': ({ RoleName }) => ({
      AttachedPolicies: attachments(roleNamed(RoleName)),
      IsTruncated: false,
    }),
    'iam:ListRolePolicies': ({ RoleName }) => ({
      PolicyNames: Object.keys(roleNamed(RoleName).inline ?? {}),
      IsTruncated: false,
    }),
    'iam:GetRolePolicy': ({ RoleName, PolicyName }) => {
      const document = roleNamed(RoleName).inline?.[String(PolicyName)];
      if (document === undefined) throw new Fault(404, 'NoSuchEntity');
      return { RoleName, PolicyName, PolicyDocument: encoded(document) };
    },
    'iam:GetPolicy': ({ PolicyArn }) => {
      documentOf(PolicyArn);
      return { Policy: { Arn: PolicyArn, DefaultVersionId: 'v1' } };
    },
    'iam:GetPolicyVersion': ({ PolicyArn, VersionId }) => ({
      PolicyVersion: { VersionId, IsDefaultVersion: true, Document: documentOf(PolicyArn) },
    }),
    'iam:GetAccountAuthorizationDetails': ({ Marker }) => {
      const entities = [
        ...roles.map((role) => ({ role })),
        ...Object.entries(policies).map(([arn, document]) => ({ policy: { arn, document } })),
      ];
      const { items, next } = page(entities, Marker, state.authorizationPage ?? 1000);
      return {
        RoleDetailList: items.flatMap((item) => ('role' in item ? [roleDetail(item.role)] : [])),
        Policies: items.flatMap((item) => ('policy' in item ? [policyDetail(item.policy)] : [])),
        IsTruncated: next !== undefined,
        Marker: next,
      };
    },
    'iam:SimulatePrincipalPolicy': ({ PolicySourceArn, ActionNames }) => {
      const denial = state.deniedByOrganization?.[String(PolicySourceArn).split('/').at(-1) ?? ''];
      return {
        EvaluationResults: (ActionNames as string[]).map((action) => ({
          EvalActionName: action,
          EvalResourceName: '*',
          EvalDecision: denial ?? 'allowed',
          OrganizationsDecisionDetail: { AllowedByOrganizations: denial === undefined },
        })),
        IsTruncated: false,
      };
    },
    'tag:GetResources': () => ({
      PaginationToken: '',
      ResourceTagMappingList: Object.entries(exemptions).map(([name, value]) => ({
        ResourceARN: functionArn(name),
        Tags: [{ Key: 'lambda-active-tracing-exempt', Value: value }],
      })),
    }),
    'config:GetComplianceDetailsByConfigRule': ({ NextToken, Limit }) => {
      const { items, next } = page(previous, NextToken, Number(Limit));
      return {
        EvaluationResults: items.map(({ id, type = 'AWS::Lambda::Function', compliance, annotation }) => ({
          EvaluationResultIdentifier: { EvaluationResultQualifier: { ResourceType: type, ResourceId: id } },
          ComplianceType: compliance,
          Annotation: annotation,
        })),
        NextToken: next,
      };
    },
    'config:GetResourceConfigHistory': () => ({ configurationItems: state.history ?? [] }),
    'config:PutEvaluations': ({ Evaluations }) => {
      if ((Evaluations as unknown[]).length > 100) throw new Fault(400, 'ValidationException', 'more than 100');
      return { FailedEvaluations: [] };
    },
  };
}

function page<Item>(items: readonly Item[], marker: unknown, size: number) {
  const start = Number(marker ?? 0);
  const end = start + size;
  return { items: items.slice(start, end), next: end < items.length ? String(end) : undefined };
}

function encoded(document: object): string {
  return encodeURIComponent(JSON.stringify(document));
}

function functionConfiguration({ name, mode, role }: FunctionState) {
  return {
    FunctionName: name,
    FunctionArn: functionArn(name),
    Role: role.startsWith('arn:') ? role : roleArn(role),
    TracingConfig: { Mode: mode ?? 'Active' },
  };
}

function attachments({ attached = [] }: RoleState) {
  return attached.map((arn) => ({ PolicyArn: arn, PolicyName: arn.split('/').at(-1) }));
}

function roleDetail(role: RoleState) {
  return {
    RoleName: role.name.split('/').at(-1),
    Arn: roleArn(role.name),
    RolePolicyList: Object.entries(role.inline ?? {}).map(([name, document]) => ({
      PolicyName: name,
      PolicyDocument: encoded(document),
    })),
    AttachedManagedPolicies: attachments(role),
    PermissionsBoundary: role.boundary && { PermissionsBoundaryArn: role.boundary, PermissionsBoundaryType: 'Policy' },
    Tags: Object.entries(role.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
  };
}

function policyDetail({ arn, document }: { readonly arn: string; readonly document: object }) {
  return {
    Arn: arn,
    DefaultVersionId: 'v2',
    PolicyVersionList: [
      { VersionId: 'v1', IsDefaultVersion: false, Document: encoded(NO_TRACING) },
      { VersionId: 'v2', IsDefaultVersion: true, Document: encoded(document) },
    ],
  };
}
