import manifest from '../../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;

/** The name of the rule, of the command and of the package. */
export const RULE_NAME = manifest.name;

/** What `--live` loads, each with the versions that will do. */
export const AWS_SDK: Readonly<Record<string, string>> = manifest.peerDependencies;
