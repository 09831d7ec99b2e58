/** Keys the request of a Lambda execution role to X-Ray never carries, and why. A star at the end stands for any rest. */
interface AbsentKeys {
  /** In lower case. */
  readonly keys: readonly string[];
  /** When AWS sets them. */
  readonly only: string;
  readonly source: string;
}

const AVAILABILITY = 'IAM user guide, AWS global condition context keys: Availability';

/** Holds for every action a function's own role may be asked about. */
export const ABSENT_KEYS: readonly AbsentKeys[] = [
  { keys: ['aws:username'], only: 'requests of IAM users', source: AVAILABILITY },
  { keys: ['aws:multifactorauthage'], only: 'requests after multi-factor authentication', source: AVAILABILITY },
  {
    keys: ['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths'],
    only: 'calls of a service principal on behalf of a resource',
    source: AVAILABILITY,
  },
  {
    keys: ['aws:principalservicename', 'aws:principalservicenameslist'],
    only: 'calls of a service principal',
    source: AVAILABILITY,
  },
  {
    keys: ['aws:sourceidentity'],
    only: 'sessions whose caller set a source identity when assuming the role, which no service does',
    source: `${AVAILABILITY}; STS API reference, AssumeRole: SourceIdentity`,
  },
  {
    keys: ['aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast'],
    only: 'calls a service makes with the credentials of its caller, not with a service role',
    source: AVAILABILITY,
  },
  {
    keys: ['aws:federatedprovider'],
    only: 'sessions of a web identity or SAML provider',
    source: AVAILABILITY,
  },
  {
    keys: ['aws:ec2instancesourcevpc', 'aws:ec2instancesourceprivateipv4'],
    only: 'credentials of an EC2 instance role',
    source: AVAILABILITY,
  },
];

/** Absent from requests that take no tags and have no resource, as those to the two actions of tracing. */
export const ABSENT_WITHOUT_RESOURCE: readonly AbsentKeys[] = [
  { keys: ['aws:requesttag/*', 'aws:tagkeys'], only: 'operations that take tags', source: AVAILABILITY },
  {
    keys: ['aws:resourcetag/*'],
    only: 'resources that have tags',
    source: `${AVAILABILITY}; Service Authorization Reference, AWS X-Ray: no resource types`,
  },
];

const WITHOUT_RESOURCE: ReadonlySet<string> = new Set(['xray:puttracesegments', 'xray:puttelemetryrecords']);

const ABSENT = lookUp(ABSENT_KEYS);
const ABSENT_TOO = lookUp(ABSENT_WITHOUT_RESOURCE);

/**
 * Is a key, given in lower case, certainly absent when the role of a function calls an action?
 *
 * Keys of a service work with requests to that service only (IAM user guide, AWS global condition context keys: introduction),
 * and those of identity providers with their sessions, so whatever is neither global nor of the action's own service is
 * absent. `lambda:SourceFunctionArn`, which Lambda adds to the requests of functions, is not asked about here.
 */
export function isAbsent(key: string, action: string): boolean {
  const colon = key.lastIndexOf(':', key.includes('/') ? key.indexOf('/') : undefined);
  const service = key.slice(0, Math.max(colon, 0));
  const lowerCaseAction = action.toLowerCase();
  if (service !== 'aws') return service !== '' && service !== lowerCaseAction.split(':', 1)[0];
  return ABSENT(key) || (WITHOUT_RESOURCE.has(lowerCaseAction) && ABSENT_TOO(key));
}

function lookUp(rows: readonly AbsentKeys[]): (key: string) => boolean {
  const keys = rows.flatMap((row) => row.keys);
  const whole = new Set(keys);
  const prefixes = keys.filter((key) => key.endsWith('*')).map((key) => key.slice(0, -1));
  return (key) => whole.has(key) || prefixes.some((prefix) => key.startsWith(prefix));
}
