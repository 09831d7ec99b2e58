import { arnParts, nameInArn, partitionOf } from '../../core/arn.ts';
import { managedPolicyArn } from './aws-commands.ts';
import type { TemplateChange } from './cloudformation-changes.ts';
import type { RoleFix } from './fix-plan.ts';

/** A role by its address in a configuration; the modules around it are where the text goes. */
const ROLE_ADDRESS = /(?:^|\.)(aws_iam_role\.([\w-]+)(?:\[.*\])?)$/;

/** Changes of a Terraform configuration that mend a role and its functions. */
export function terraformChanges(fix: RoleFix): readonly TemplateChange[] {
  const { attach, name, functions } = fix;
  const changes: TemplateChange[] = [];
  if (attach !== undefined) {
    changes.push({
      place: `Beside role ${name ?? 'of the function'}`,
      functions: [],
      lines: attachment(fix, attach.policy),
    });
  }
  const inactive = functions.filter(({ setActive }) => setActive === 'yes');
  if (inactive.length > 0) {
    changes.push({
      place: 'In each of these (aws_lambda_function)',
      functions: inactive,
      lines: ['tracing_config {', '  mode = "Active"', '}'],
    });
  }
  return changes;
}

function attachment({ role, name = '', functions }: RoleFix, policy: string): readonly string[] {
  const [first] = functions;
  const partition = role === undefined ? partitionOf(first?.evaluation.fn.region ?? '') : arnParts(role).partition;
  const [, address, label = name] = ROLE_ADDRESS.exec(name) ?? [];
  const reference = address === undefined ? hclText(role === undefined ? name : nameInArn(role)) : `${address}.name`;
  return [
    `resource "aws_iam_role_policy_attachment" "${labelOf(label)}_tracing" {`,
    `  role       = ${reference}`,
    `  policy_arn = ${hclText(managedPolicyArn(policy, partition))}`,
    '}',
  ];
}

/** Letters, digits, underscores and hyphens, not beginning with a digit (Terraform language, "Identifiers"). */
function labelOf(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, '_').replace(/^(?![A-Za-z_])/, '_');
}

/** A text of HCL, in which `\${` and `%{` begin nothing (Terraform language, "Strings and templates"). */
function hclText(text: string): string {
  const escaped = JSON.stringify(text).replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{');
  return escaped;
}
