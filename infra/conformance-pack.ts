import { CfnCondition, Fn, type Stack } from 'aws-cdk-lib';
import { CfnConformancePack } from 'aws-cdk-lib/aws-config';
import { parse } from 'yaml';
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
    templateBody: Fn.sub(toFlowYaml(filledIn(parse(packYaml), remediation))),
  });
  pack.cfnOptions.condition = new CfnCondition(stack, 'IsConformancePack', {
    expression: Fn.conditionEquals(textOf('Deployment'), 'ConformancePack'),
  });
  // The pack names both instead of referring to them, and AWS Config must be able to use them at once.
  pack.addResourceDependency(evaluator.invokePermission);
  pack.addResourceDependency(remediation.runbook);
}

/** What this code needs to know of the pack's template. */
interface PackTemplate {
  readonly Parameters: Readonly<Record<string, { readonly Default: string }>>;
  readonly Resources: {
    readonly Rule: object;
    readonly Remediation: { readonly Properties: { readonly Parameters: object } };
  };
}

/**
 * The pack as text for Fn::Sub, each parameter of the pack replaced by the stack's parameter of that name.
 *
 * AWS Config takes no intrinsic function for the automation role, only its exact ARN, which the file cannot know. So
 * CloudFormation fills in all values, the ARN too, and AWS Config reads a pack of literals.
 */
function filledIn({ Parameters, Resources }: PackTemplate, { role }: Remediation): object {
  const stackParameters = new Set(MEMBER_PARAMETERS.flatMap(({ parameters }) => Object.keys(parameters)));
  const values = new Map(
    Object.entries(Parameters).map(([name, { Default }]) => [
      name,
      stackParameters.has(name) ? `\${${name}}` : Default,
    ]),
  );
  const { Rule, Remediation: remediation } = Resources;
  const parameters = {
    ...remediation.Properties.Parameters,
    AutomationAssumeRole: { StaticValue: { Values: [`\${${role.logicalId}.Arn}`] } },
  };
  const withRole = { ...remediation, Properties: { ...remediation.Properties, Parameters: parameters } };
  return { Resources: resolved({ Rule, Remediation: withRole }, values) };
}

/** Replaces what refers to a parameter of the pack; pseudo parameters are left to the outer Fn::Sub. */
function resolved<Node>(node: Node, values: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(node)) return node.map((item) => resolved(item, values));
  if (typeof node !== 'object' || node === null) return node;
  if ('Ref' in node) return values.get(String(node.Ref));
  if ('Fn::Sub' in node)
    return String(node['Fn::Sub']).replace(/\$\{(\w+)\}/g, (text, name) => values.get(name) ?? text);
  return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, resolved(member, values)]));
}
