import { CfnParameter, type CfnParameterProps, type Stack } from 'aws-cdk-lib';

/** One CloudFormation parameter: always with a default that works, so that a stack needs no answers. */
interface ParameterDefinition extends CfnParameterProps {
  readonly type: 'String' | 'Number' | 'CommaDelimitedList';
  readonly default?: string | number;
  readonly description: string;
}

type ParameterDefinitions = Readonly<Record<string, ParameterDefinition>>;

/** Parameters that the console shows together. */
export interface ParameterGroup {
  readonly label: string;
  readonly parameters: ParameterDefinitions;
}

/** Declares the groups on the stack, in this order, with the metadata that makes the console group them. */
export function declareParameters(stack: Stack, groups: readonly ParameterGroup[]): void {
  for (const { parameters } of groups) {
    for (const [name, definition] of Object.entries(parameters)) new CfnParameter(stack, name, definition);
  }
  stack.templateOptions.metadata = {
    'AWS::CloudFormation::Interface': {
      ParameterGroups: groups.map(({ label, parameters }) => ({
        Label: { default: label },
        Parameters: Object.keys(parameters),
      })),
    },
  };
}
