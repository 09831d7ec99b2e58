import type { FixedFunction, RoleFix } from './fix-plan.ts';

/** What to write into a template or configuration, and where. */
export interface TemplateChange {
  /** Where it goes, for a person. */
  readonly place: string;
  /** The functions it goes to, each; none where it is for the role. */
  readonly functions: readonly FixedFunction[];
  readonly lines: readonly string[];
}

/** Changes of a CloudFormation or SAM template that mend a role and its functions. */
export function cloudFormationChanges({ name, attach, functions }: RoleFix): readonly TemplateChange[] {
  const changes: TemplateChange[] = [];
  const withMadeRole = functions.filter(({ serverless }) => serverless?.makesRole);
  if (attach !== undefined && withMadeRole.length < functions.length) {
    changes.push({
      place: `In the properties of role ${name ?? 'of the function'} (AWS::IAM::Role), beside what the list holds`,
      functions: [],
      lines: ['ManagedPolicyArns:', `  - !Sub 'arn:\${AWS::Partition}:iam::aws:policy/${attach.policy}'`],
    });
  }
  if (attach !== undefined && withMadeRole.length > 0) {
    changes.push({
      place: 'In the properties of each of these (AWS::Serverless::Function), beside what the list holds',
      functions: withMadeRole,
      lines: ['Policies:', `  - ${attach.policy}`],
    });
  }
  const inactive = functions.filter(({ setActive }) => setActive === 'yes');
  const serverless = inactive.filter((each) => each.serverless !== undefined);
  const plain = inactive.filter((each) => each.serverless === undefined);
  if (serverless.length > 0) {
    changes.push({
      place: 'In the properties of each of these (AWS::Serverless::Function)',
      functions: serverless,
      lines: ['Tracing: Active'],
    });
  }
  if (plain.length > 0) {
    changes.push({
      place: 'In the properties of each of these (AWS::Lambda::Function)',
      functions: plain,
      lines: ['TracingConfig:', '  Mode: Active'],
    });
  }
  return changes;
}
