import { arnParts, nameInArn } from '../../core/arn.ts';
import type { FixedFunction, RoleFix } from './fix-plan.ts';
import { shellOption } from './shell-word.ts';

/** The ARN of an AWS-managed policy in the partition of a role. */
export function managedPolicyArn(name: string, partition: string): string {
  return `arn:${partition}:iam::aws:policy/${name}`;
}

/** Grants the role its policy; `undefined` where it needs none. */
export function attachCommand({ role, attach }: RoleFix): string | undefined {
  if (role === undefined || attach === undefined) return undefined;
  const { partition } = arnParts(role);
  const words = [
    'aws iam attach-role-policy',
    shellOption('--role-name', nameInArn(role)),
    shellOption('--policy-arn', managedPolicyArn(attach.policy, partition)),
  ];
  return words.join(' ');
}

/**
 * Sets the mode of a function; `undefined` where that is not to be done. The function is named by its ARN: with the credentials
 * of another account it then changes nothing, instead of a function that happens to have the same name.
 */
export function activateCommand({ evaluation: { fn }, setActive }: FixedFunction): string | undefined {
  if (setActive !== 'yes') return undefined;
  const words = [
    'aws lambda update-function-configuration',
    shellOption('--region', fn.region),
    shellOption('--function-name', fn.arn),
    '--tracing-config Mode=Active',
  ];
  return words.join(' ');
}

/** The commands of a fix in the order Lambda demands: it refuses Active while the role may not send traces. */
export function awsCommands(fix: RoleFix): readonly string[] {
  return [attachCommand(fix), ...fix.functions.map(activateCommand)].filter((command) => command !== undefined);
}
