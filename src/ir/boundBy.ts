import type { Step } from './behavior.ts';

/** The name that the step itself binds; what it would have bound is null when it is skipped. */
export function boundBy(step: Step): string | undefined {
  switch (step.kind) {
    case 'load':
    case 'loadMany':
    case 'create':
    case 'call':
    case 'words':
      return step.as;
    case 'let':
      return step.name;
    case 'require':
    case 'forEach':
    case 'update':
    case 'delete':
    case 'transition':
    case 'emit':
    case 'return':
      return undefined;
  }
}
