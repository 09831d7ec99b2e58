import manifest from '../../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;

/** The name of the rule, of the command and of the package. */
export const RULE_NAME = manifest.name;
