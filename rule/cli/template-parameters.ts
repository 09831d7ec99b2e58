import { readFile } from 'node:fs/promises';
import { parseTemplateParameters, type TemplateParameters } from '../planned/cloudformation/template-parameters.ts';
import { PlannedInputError } from '../planned/planned-input-error.ts';
import { InputError, inputError } from './input-error.ts';

/**
 * Reads the values of template parameters out of files; of one given twice the later counts.
 *
 * @throws InputError naming the file that cannot be used.
 */
export async function readTemplateParameters(files: readonly string[]): Promise<TemplateParameters> {
  const values = new Map<string, string>();
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((cause) => {
      throw inputError(file, cause);
    });
    try {
      for (const [name, value] of parseTemplateParameters(file, text)) values.set(name, value);
    } catch (cause) {
      if (cause instanceof PlannedInputError) throw new InputError(cause.message, { cause });
      throw cause;
    }
  }
  return values;
}
