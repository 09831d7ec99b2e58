/**
 * Keys the request of a Lambda execution role to X-Ray never carries, in lower case, and when AWS sets them; a star at the end
 * stands for any rest. Where nothing else is said the source is the IAM user guide, "AWS global condition context keys", under
 * *Availability* of the key.
 */
export const ABSENT_KEYS: readonly string[] = [
  // Requests of IAM users.
  'aws:username',
  // Requests after multi-factor authentication.
  'aws:multifactorauthage',
  // Calls of a service principal on behalf of a resource.
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  // Calls of a service principal.
  'aws:principalservicename',
  'aws:principalservicenameslist',
  // Sessions whose caller set it when assuming the role, which no service does (STS API reference, AssumeRole).
  'aws:sourceidentity',
  // Calls a service makes with the credentials of its caller, not with a service role.
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  // Sessions of a web identity or SAML provider.
  'aws:federatedprovider',
  // Credentials of an EC2 instance role.
  'aws:ec2instancesourcevpc',
  'aws:ec2instancesourceprivateipv4',
];

/**
 * Absent too from requests that take no tags and have no resource, as those to the two actions of tracing (the same pages;
 * Service Authorization Reference, "AWS X-Ray": no resource types).
 */
export const ABSENT_WITHOUT_RESOURCE: readonly string[] = [
  // Operations that take tags.
  'aws:requesttag/*',
  'aws:tagkeys',
  // Resources that have tags.
  'aws:resourcetag/*',
];

const WITHOUT_RESOURCE: readonly string[] = ['xray:puttracesegments', 'xray:puttelemetryrecords'];

/**
 * Is a key, given in lower case, certainly absent when the role of a function calls an action?
 *
 * Keys of a service work with requests to that service only (IAM user guide, "AWS global condition context keys":
 * introduction), and those of identity providers with their sessions, so whatever is neither global nor of the action's own
 * service is absent. `lambda:SourceFunctionArn`, which Lambda adds to the requests of functions, is not asked about here.
 */
export function isAbsent(key: string, action: string): boolean {
  const lowerCaseAction = action.toLowerCase();
  const [service, name] = key.split(':', 2);
  if (name === undefined || service === '') return false;
  if (service !== 'aws') return service !== lowerCaseAction.split(':', 1)[0];
  return isIn(ABSENT_KEYS, key) || (WITHOUT_RESOURCE.includes(lowerCaseAction) && isIn(ABSENT_WITHOUT_RESOURCE, key));
}

function isIn(keys: readonly string[], key: string): boolean {
  return keys.some((each) => (each.endsWith('*') ? key.startsWith(each.slice(0, -1)) : key === each));
}
