import { inject } from 'vitest';
import type { CloudFormationTemplate } from './cloudformation.ts';

/** Stands for the evaluator wherever its code does not matter. */
export const STAND_IN_CODE = 'exports.handler = async () => {};';

export interface Templates {
  readonly member: CloudFormationTemplate;
  readonly organization: CloudFormationTemplate;
  readonly securityHub: CloudFormationTemplate;
}

declare module 'vitest' {
  export interface ProvidedContext {
    standIn: Templates;
    deployable: Templates;
  }
}

/** All templates with stand-in code, which is quicker to read than the evaluator's. */
export function synthesized(): Templates {
  return inject('standIn');
}

/** All templates as they are deployed. */
export function deployable(): Templates {
  return inject('deployable');
}
