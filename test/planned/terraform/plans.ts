import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPlan } from '../../../rule/planned/terraform/plan/read-plan.ts';
import { deploymentOf, type Given, type Judged, judgedFunctions } from '../judged.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/planned/terraform');

/** A file of a folder of fixtures: `main.tf`, and the `plan.json` Terraform made of it. */
export function fixture(folder: string, file: string): string {
  return readFileSync(join(FIXTURES, folder, file), 'utf8');
}

export function judgedPlan(text: string, given: Given = {}): Readonly<Record<string, Judged>> {
  return judgedFunctions(readPlan({ file: 'plan.json', text }, deploymentOf(given)), given);
}

/** One instance of a resource in a plan. */
export interface Planned {
  readonly address: string;
  readonly actions?: readonly string[];
  readonly before?: object;
  readonly after?: object | null;
  readonly unknown?: object;
  /** As in `configuration`; the same for all instances of a block. */
  readonly expressions?: object;
  readonly provider?: string;
}

/** A plan of the root module with these resources. */
export function plan(resources: readonly Planned[], others: object = {}): string {
  const parts = resources.map((each) => {
    const [, data, type = '', name = '', index] = /^(data\.)?(\w+)\.([\w-]+)(?:\[(.+)\])?$/.exec(each.address) ?? [];
    const block = `${data ?? ''}${type}.${name}`;
    const mode = data === undefined ? 'managed' : 'data';
    return { ...each, mode, type, name, block, ...(index === undefined ? {} : { index: JSON.parse(index) }) };
  });
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {},
    resource_changes: parts.map(
      ({ address, mode, type, name, actions = ['create'], before = null, after = {}, unknown = {}, ...rest }) => ({
        address,
        mode,
        type,
        name,
        ...('index' in rest ? { index: rest.index } : {}),
        change: { actions, before, after, after_unknown: unknown },
      }),
    ),
    configuration: {
      provider_config: { aws: { name: 'aws', expressions: { region: { constant_value: 'eu-west-1' } } } },
      root_module: {
        resources: [...new Map(parts.map((each) => [each.block, each])).values()].map(
          ({ block, mode, type, name, expressions = {}, provider = 'aws' }) => ({
            address: block,
            mode,
            type,
            name,
            provider_config_key: provider,
            expressions,
          }),
        ),
      },
    },
    ...others,
  });
}

export const refs = (...references: readonly string[]) => ({ references });

const LAMBDA = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
});
export const XRAY = 'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess';
export const LOGS = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
export const BOTH = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' }],
});

/** A function that is made; its role is `aws_iam_role.r`, unless something else is said. */
export function fn(more: Partial<Planned> = {}, attributes: object = {}): Planned {
  return {
    address: 'aws_lambda_function.f',
    after: { function_name: 'f', tracing_config: [{ mode: 'Active' }], ...attributes },
    unknown: { arn: true, role: true },
    expressions: {
      role: refs('aws_iam_role.r.arn', 'aws_iam_role.r'),
      tracing_config: [{ mode: { constant_value: 'Active' } }],
    },
    ...more,
  };
}

export function role(name = 'r', attributes: object = {}, more: Partial<Planned> = {}): Planned {
  return {
    address: `aws_iam_role.${name}`,
    after: { name, path: '/', assume_role_policy: LAMBDA, ...attributes },
    unknown: { arn: true, id: true, unique_id: true, inline_policy: true, managed_policy_arns: true },
    ...more,
  };
}

/** An attachment to the role that is called so. */
export function attached(policyArn: string, roleName = 'r', more: Partial<Planned> = {}): Planned {
  return {
    address: `aws_iam_role_policy_attachment.${roleName}_${policyArn.replace(/\W/g, '_')}`,
    after: { role: roleName, policy_arn: policyArn },
    unknown: { id: true },
    ...more,
  };
}

/** The verdicts on the fixture `lambda-module`, a module like those people share. */
export const OF_LAMBDA_MODULE = {
  'module.traced.aws_lambda_function.this[0]': 'C',
  'module.refused.aws_lambda_function.this[0]': 'N(role-denied)',
  'module.plain.aws_lambda_function.this[0]': 'N(tracing-not-active, role-denied)',
  'module.given.aws_lambda_function.this[0]': 'I(role-unknown)',
};
