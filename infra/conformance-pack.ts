import { CfnCondition, Fn, type Stack, Token } from 'aws-cdk-lib';
import { CfnConformancePack } from 'aws-cdk-lib/aws-config';
import { load } from 'js-yaml';
import type { Evaluator } from './evaluator.ts';
import { MEMBER_PARAMETERS } from './member-parameters.ts';
import { CONTROL_NAME } from './names.ts';
import { textOf } from './parameter-values.ts';
import type { Remediation } from './remediation/runbook.ts';
import { toFlowYaml } from './template-size/flow-yaml.ts';

interface PackParts {
  readonly evaluator: Evaluator;
  readonly remediation: Remediation;
}

/** The same rule as an account-level conformance pack, made from the file that also works on its own. */
export function conformancePack(stack: Stack, packYaml: string, { evaluator, remediation }: PackParts): void {
  const pack = new CfnConformancePack(stack, 'Pack', {
    conformancePackName: CONTROL_NAME,
    templateBody: templateBody(load(packYaml) as Parameters<typeof templateBody>[0], evaluator, remediation),
  });
  pack.cfnOptions.condition = new CfnCondition(stack, 'IsPack', {
    expression: Fn.conditionEquals(textOf('Deployment'), 'ConformancePack'),
  });
  // AWS Config must be able to invoke the function at once.
  pack.addResourceDependency(evaluator.invokePermission);
}

/** What this code needs to know of the pack's template. */
interface PackTemplate {
  readonly Parameters: Readonly<Record<string, { readonly Default: string }>>;
  readonly Resources: {
    readonly Rule: { readonly Properties: { readonly Source: object } };
    readonly Remediation: { readonly Properties: { readonly Parameters: object } };
  };
}

/**
 * The pack as text for Fn::Sub, each parameter of the pack replaced by the stack's parameter of that name.
 *
 * AWS Config takes no intrinsic function for the automation role, only its exact ARN, which the file cannot know. So
 * CloudFormation fills in all values, the ARN too, and leaves the remediation out where there is none.
 */
function templateBody({ Parameters, Resources }: PackTemplate, evaluator: Evaluator, remediation: Remediation): string {
  const { role, runbook, wanted, automatic, policyArn } = remediation;
  const stackParameters = new Set(Object.keys(MEMBER_PARAMETERS));
  const values = new Map(
    Object.entries(Parameters).map(([name, { Default }]) => [
      name,
      stackParameters.has(name) ? `\${${name}}` : Default,
    ]),
  );
  // The reference, not the name: the runbook must be there first.
  values.set('RunbookName', `\${${runbook.logicalId}}`);
  values.set('AutomaticRemediation', `\${Automatic}`);
  const { Rule, Remediation: configuration } = Resources;
  const parameters = {
    ...configuration.Properties.Parameters,
    AutomationAssumeRole: { StaticValue: { Values: [`\${${role.logicalId}.Arn}`] } },
    PolicyArn: { StaticValue: { Values: [`\${PolicyArn}`] } },
  };
  const withRole = { ...configuration, Properties: { ...configuration.Properties, Parameters: parameters } };
  const remediated = Fn.sub(`,Remediation: ${toFlowYaml(resolved(withRole, values))}`, {
    Automatic: Token.asString(automatic),
    PolicyArn: policyArn,
  });
  // Its description is the one text that says nothing to AWS Config. The function is there, so it need not be named.
  const described = {
    ...Rule,
    Properties: {
      ...Rule.Properties,
      Description: undefined,
      Source: { ...Rule.Properties.Source, SourceIdentifier: `\${${evaluator.function.logicalId}.Arn}` },
    },
  };
  const ruleAlone = toFlowYaml({ Resources: { Rule: resolved(described, values) } });
  const organizationId = `,organizationId: '\${OrganizationId}'`;
  const text = `${ruleAlone.replace(organizationId, `\${Organization}`).slice(0, -'}}'.length)}\${Remediation}}}`;
  return Fn.sub(text, {
    Organization: Fn.conditionIf('InOrganization', Fn.sub(organizationId), '').toString(),
    Remediation: Fn.conditionIf(wanted.logicalId, remediated, '').toString(),
  });
}

/** Replaces what refers to a parameter of the pack; pseudo parameters are left to the outer Fn::Sub. */
function resolved<Node>(node: Node, values: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(node)) return node.map((item) => resolved(item, values));
  if (typeof node !== 'object' || node === null) return node;
  if ('Ref' in node) return values.get(String(node.Ref));
  // The only choice in the file: a parameter, or no value. Here the outer Fn::Sub makes it.
  if ('Fn::If' in node && Array.isArray(node['Fn::If'])) return resolved(node['Fn::If'][1], values);
  if ('Fn::Sub' in node)
    return String(node['Fn::Sub']).replace(/\$\{(\w+)\}/g, (text, name) => values.get(name) ?? text);
  return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, resolved(member, values)]));
}
