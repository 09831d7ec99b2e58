import { Aws, CfnCondition, CfnStackSet, Fn, Lazy, Stack, type StackProps, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MEMBER_PARAMETERS } from './member-parameters.ts';
import type { MemberStack, MemberTemplate } from './member-stack.ts';
import { CONTROL_NAME } from './names.ts';
import { ORGANIZATION_PARAMETERS, type ROLLOUT_PARAMETERS } from './organization-parameters.ts';
import { declareParameters } from './parameter-definitions.ts';
import { toFlowYaml } from './template-size/flow-yaml.ts';
import { type SharedFragments, shareFragments } from './template-size/shared-fragments.ts';

interface OrganizationStackProps extends StackProps {
  readonly member: MemberStack;
}

/** The member template in every account and Region of an organization, new accounts included. */
export class OrganizationStack extends Stack {
  constructor(scope: Construct, id: string, { member, ...props }: OrganizationStackProps) {
    super(scope, id, {
      ...props,
      description: 'Rolls lambda-active-tracing out to the accounts and Regions of an organization',
    });
    this.templateOptions.templateFormatVersion = '2010-09-09';
    declareParameters(this, ORGANIZATION_PARAMETERS);

    const afterRecorder = new CfnCondition(this, 'AfterRecorder', {
      expression: Fn.conditionNot(Fn.conditionEquals(ref('RecorderStackSetArn'), '')),
    });
    new CfnStackSet(this, 'Members', {
      stackSetName: CONTROL_NAME,
      description: 'Lambda functions trace actively and their roles can deliver the traces',
      permissionModel: 'SERVICE_MANAGED',
      callAs: ref('CallAs'),
      capabilities: ['CAPABILITY_IAM'],
      templateBody: Lazy.string({
        produce: () => {
          const { text, variables } = inlined(member.template());
          return Fn.sub(text, variables);
        },
      }),
      parameters: memberParameterNames().map((name) => ({ parameterKey: name, parameterValue: Fn.ref(name) })),
      // New accounts get the stack by themselves; an account that leaves loses it.
      autoDeployment: {
        enabled: true,
        retainStacksOnAccountRemoval: false,
        // Without a recorder the rule cannot be created.
        dependsOn: Token.asList(Fn.conditionIf(afterRecorder.logicalId, [ref('RecorderStackSetArn')], Aws.NO_VALUE)),
      },
      // Operations that do not touch the same stacks need not wait for each other.
      managedExecution: { Active: true },
      operationPreferences: {
        regionConcurrencyType: 'PARALLEL',
        // Without it the tolerance also caps the concurrency: a careful tolerance would deploy one account at a time.
        concurrencyMode: 'SOFT_FAILURE_TOLERANCE',
        maxConcurrentPercentage: numberRef('MaxConcurrentPercentage'),
        failureTolerancePercentage: numberRef('FailureTolerancePercentage'),
      },
      stackInstancesGroup: [
        {
          deploymentTargets: { organizationalUnitIds: Token.asList({ Ref: 'OrganizationalUnitIds' }) },
          regions: Token.asList({ Ref: 'Regions' }),
        },
      ],
    });
  }
}

/**
 * The member template without what only serves a person: the StackSet fills in its parameters, which this template has
 * checked, and nobody reads the outputs of thousands of stacks.
 */
function inlined(template: MemberTemplate): SharedFragments {
  const Parameters = Object.fromEntries(
    Object.entries(template.Parameters).map(([name, { Type }]) => [name, { Type }]),
  );
  const whole = toFlowYaml({ ...template, Parameters, Outputs: undefined });
  // `${!x}` is how Fn::Sub spells a `${x}` that it must leave alone.
  return shareFragments(whole.replaceAll('${', '${!'));
}

function memberParameterNames(): string[] {
  return Object.keys(MEMBER_PARAMETERS);
}

function ref(parameter: keyof typeof ROLLOUT_PARAMETERS): string {
  return Fn.ref(parameter);
}

function numberRef(parameter: keyof typeof ROLLOUT_PARAMETERS): number {
  return Token.asNumber({ Ref: parameter });
}
