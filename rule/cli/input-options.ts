import { Option } from '@commander-js/extra-typings';
import { repeatable } from './common-options.ts';
import { parseTime } from './option-values.ts';

/** Options that say where the functions are, for the commands that read what `evaluate` reads. */

export const AT = new Option('--at <time>', 'as of this ISO 8601 time instead of now').argParser(parseTime);
export const ACCOUNT = repeatable(
  '--account <id>',
  'only in this account (repeatable); for templates and plans, where they go',
);
export const REGION = repeatable('--region <region>', 'the same for a Region; with --live, a Region to read');
export const TEMPLATE_PARAMETERS = repeatable(
  '--template-parameters <file>',
  'values of template parameters (repeatable)',
);
export const LIVE = new Option('--live', "read the caller's own account as it is instead of recorded items");
export const AGGREGATOR = new Option(
  '--aggregator <name>',
  'with --live: everything this AWS Config aggregator sees, in every account and Region',
);
export const ORGANIZATION = new Option(
  '--organization',
  'with --live: read the policies of the organization from AWS Organizations',
);
export const PROFILE = new Option('--profile <profile>', 'with --live: a profile of the AWS configuration files');
