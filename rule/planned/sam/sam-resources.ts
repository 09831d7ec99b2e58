import type { StackResource } from '../cloudformation/stack.ts';
import { MapNode } from '../cloudformation/template-node.ts';
import { samFunction } from './sam-function.ts';

/** The resources of a template as the transform of SAM leaves them, as far as functions and roles are concerned. */
export function samResources(written: readonly StackResource[], template: MapNode): readonly StackResource[] {
  const globals = template.get('Globals');
  const forFunctions = globals instanceof MapNode ? globals.members.get('Function') : undefined;
  return written.flatMap((resource) =>
    resource.type === 'AWS::Serverless::Function' ? samFunction(resource, forFunctions) : [resource],
  );
}
