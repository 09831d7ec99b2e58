import { InputError } from './input-error.ts';
import { AWS_SDK } from './version.ts';

/**
 * Loads a module that needs the AWS SDK, which takes longer to load than most files take to evaluate, and longer to install than
 * everything else: it is not there unless `--live` is wanted.
 *
 * @throws InputError that says what to install.
 */
export async function withAwsSdk<Module>(load: () => Promise<Module>): Promise<Module> {
  // Its notice about the next Node.js version is for developers, not for the person who evaluates.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  try {
    return await load();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) throw cause;
    const packages = Object.entries(AWS_SDK).map(([name, range]) => `${name}@${range}`);
    throw new InputError(`--live needs the AWS SDK, which is not installed: npm install ${packages.join(' ')}`, {
      cause,
    });
  }
}
