/** How things stand before a run, and how they behave during it. What is not said is as in a healthy account. */
export interface Situation {
  readonly mode?: 'Active' | 'PassThrough';
  /** 'gone' for a function or role that does not exist. */
  readonly function?: 'gone';
  readonly role?: 'gone';
  readonly roleArn?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly state?: string;
  readonly lastUpdateStatus?: string;
  /** An update by someone else is under way for so many seconds. */
  readonly busyFor?: number;
  /** What the role's own policies grant, besides attached ones. */
  readonly granted?: readonly string[];
  readonly attached?: readonly string[];
  /** Actions some policy of the role denies. */
  readonly denied?: readonly string[];
  /** Actions the boundary or the organization allow; without it there is no such layer. */
  readonly boundary?: readonly string[];
  readonly organization?: readonly string[];
  /** What each managed policy grants. */
  readonly policies?: Readonly<Record<string, readonly string[]>>;
  /** Seconds until the simulator, or Lambda, sees a change of attachments. */
  readonly simulatorLag?: number;
  readonly lambdaLag?: number;
  readonly attachmentQuota?: number;
  /** How our update of the function ends once it is accepted. */
  readonly updateEndsAs?: 'Successful' | 'Failed';
}

/** Worded as Automation passes it on. */
export class AwsError extends Error {
  constructor(code: string, operation: string, message: string) {
    super(`An error occurred (${code}) when calling the ${operation} operation: ${message}`);
  }
}
