import { Aws, type CfnCondition, Fn, Token } from 'aws-cdk-lib';
import type { MemberParameter } from './member-parameters.ts';

/** The value of a parameter of the member template, in the type the property asks for. */
export function textOf(parameter: MemberParameter): string {
  return Fn.ref(parameter);
}

export function numberOf(parameter: MemberParameter, onlyIf?: CfnCondition): number {
  const value = Fn.ref(parameter);
  return Token.asNumber(onlyIf ? Fn.conditionIf(onlyIf.logicalId, value, Aws.NO_VALUE) : { Ref: parameter });
}
