import { PlannedInputError } from '../planned-input-error.ts';
import type { SourceText } from '../source-text.ts';
import { parseJsonTemplate } from './json-template.ts';
import type { TemplateNode } from './template-node.ts';
import { parseYamlTemplate } from './yaml-template.ts';

/** No template that CloudFormation takes comes near; JSON of this size is read within a second. */
const LONGEST_TEMPLATE = 10 * 1_048_576;

/**
 * Reads a template in JSON or YAML, with places.
 *
 * @throws PlannedInputError naming the line of what is neither.
 */
export function parseTemplate(source: SourceText): TemplateNode {
  if (source.text.length > LONGEST_TEMPLATE) {
    throw new PlannedInputError(
      source.file,
      undefined,
      'longer than 10 MB, of which CloudFormation takes 1 MB at most',
    );
  }
  if (!/^\s*[{[]/.test(source.text)) return parseYamlTemplate(source);
  try {
    return parseJsonTemplate(source);
  } catch (error) {
    if (!(error instanceof PlannedInputError) || !error.problem.startsWith('not JSON')) throw error;
    return parseFlowYaml(source, error);
  }
}

/** YAML may begin with a brace too; what is neither JSON nor YAML was most likely meant to be JSON. */
function parseFlowYaml(source: SourceText, notJson: PlannedInputError): TemplateNode {
  try {
    return parseYamlTemplate(source);
  } catch (error) {
    throw error instanceof PlannedInputError ? notJson : error;
  }
}
