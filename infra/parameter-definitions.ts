import { CfnParameter, type CfnParameterProps, type Stack } from 'aws-cdk-lib';

/** One CloudFormation parameter: always with a default that works, so that a stack needs no answers. */
interface ParameterDefinition extends CfnParameterProps {
  readonly type: 'String' | 'Number' | 'CommaDelimitedList';
  readonly default?: string | number;
  readonly description: string;
}

export type ParameterDefinitions = Readonly<Record<string, ParameterDefinition>>;

/**
 * Declares the parameters on the stack.
 *
 * Without the metadata that makes the console group them: it repeats every name, a sixtieth of the template.
 */
export function declareParameters(stack: Stack, definitions: ParameterDefinitions): void {
  for (const [name, definition] of Object.entries(definitions)) new CfnParameter(stack, name, definition);
}
