import type { FakeRole } from './fake-role.ts';
import { AwsError, type Situation } from './situation.ts';

type Request = Readonly<Record<string, unknown>>;

export interface FakeFunction {
  /** Lambda's answers about this function, by operation. */
  readonly operations: Readonly<Record<string, (request: Request) => unknown>>;
  readonly tracingMode: () => string;
  /** Someone else deploys the function. */
  readonly deploy: (mode: 'Active' | 'PassThrough') => void;
  /** Someone else starts an update that takes so many seconds. */
  readonly busy: (time: number) => void;
}

const UPDATE_SECONDS = 20;

/** One Lambda function, whose updates take time and whose role Lambda checks whenever Active is written. */
export function fakeFunction(situation: Situation, role: FakeRole, now: () => number): FakeFunction {
  const partition = role.arn.split(':')[1] ?? 'aws';
  const arn = `arn:${partition}:lambda:eu-west-1:111122223333:function:orders`;
  let mode: string = situation.mode ?? 'PassThrough';
  let revision = 1;
  let status = situation.lastUpdateStatus ?? 'Successful';
  let busyUntil = situation.busyFor ?? 0;
  let endsAs = status;

  return {
    tracingMode: () => mode,
    deploy: (to) => {
      mode = to;
      revision += 1;
    },
    busy: (time) => {
      busyUntil = now() + time;
      endsAs = 'Successful';
    },
    operations: {
      GetFunctionConfiguration: configuration,
      UpdateFunctionConfiguration: update,
      ListTags: (request) => {
        requireFunction('ListTags');
        if (request.Resource !== arn) throw new AwsError('ValidationException', 'ListTags', `${request.Resource}`);
        return { Tags: situation.tags ?? {} };
      },
    },
  };

  function requireFunction(operation: string): void {
    if (situation.function === 'gone')
      throw new AwsError('ResourceNotFoundException', operation, `Function not found: ${arn}`);
  }

  /** Ends an update whose time has come, and tells whether one is still under way. */
  function isBusy(): boolean {
    if (busyUntil > 0 && now() >= busyUntil) {
      busyUntil = 0;
      status = endsAs;
    }
    return busyUntil > 0;
  }

  function configuration(): unknown {
    requireFunction('GetFunctionConfiguration');
    const busy = isBusy();
    return {
      Role: role.arn,
      TracingConfig: { Mode: mode },
      State: situation.state ?? 'Active',
      LastUpdateStatus: busy ? 'InProgress' : status,
      // A finished update is a revision of its own: what is read while one is under way will not hold.
      RevisionId: `revision-${revision}-${busy ? 'busy' : 'idle'}`,
    };
  }

  function update(request: Request): unknown {
    const wanted = (request.TracingConfig as { Mode: string }).Mode;
    if (isBusy()) throw refusal('ResourceConflictException', `An update is in progress for resource: ${arn}`);
    if (request.RevisionId !== undefined && request.RevisionId !== `revision-${revision}-idle`)
      throw refusal('PreconditionFailedException', 'The RevisionId provided does not match the latest one');
    if (wanted === 'Active' && role.decide('xray:PutTraceSegments', situation.lambdaLag ?? 0) !== 'allowed')
      throw refusal(
        'InvalidParameterValueException',
        'The provided execution role does not have permissions to call PutTraceSegments on XRAY',
      );
    mode = wanted;
    revision += 1;
    busyUntil = now() + UPDATE_SECONDS;
    endsAs = wanted === 'Active' ? (situation.updateEndsAs ?? 'Successful') : 'Successful';
    return configuration();
  }

  function refusal(code: string, message: string): AwsError {
    return new AwsError(code, 'UpdateFunctionConfiguration', message);
  }
}
