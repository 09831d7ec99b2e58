/** Name of the rule, the function, the pack and the StackSet. In a pack AWS Config appends about 29 characters to it. */
export const CONTROL_NAME = 'lambda-active-tracing';

/** Name of the runbook: fixed, so that one organization conformance pack can name it for every account. */
export const RUNBOOK_NAME = 'EnableLambdaActiveTracing';
