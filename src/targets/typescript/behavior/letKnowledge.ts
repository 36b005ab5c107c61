import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow } from '../../../ir/behavior.ts';
import type { Expression } from '../../../ir/expression.ts';
import type { Code, Range } from '../expressions/code.ts';
import { knownOf, type Variable } from '../expressions/scope.ts';
import { allSteps } from './repositoryUses.ts';

/** Sums over loops stay exact: fewer than 2^20 rows fit into memory, and each adds less than 2^32. */
const counter: Range = { least: -(2 ** 52), most: 2 ** 52 };
const smallest = 2 ** 32;

/** What is known of a variable that `let` steps write: what holds for every value that they give it. */
export function letKnowledge(name: string, first: Code, flow: Flow, application: ApplicationIR): Pick<Variable, 'scale' | 'range'> {
  const values = allSteps(flow.steps).flatMap((step) => (step.kind === 'let' && step.name === name ? [step.value] : []));
  if (first.type.kind === 'decimal') {
    const { scale } = first;
    const isKept = scale !== undefined && values.every((value) => (scaleOf(value, name, scale, application) ?? Infinity) <= scale);
    return isKept ? { scale } : {};
  }
  if (first.type.kind === 'int' && values.every((value) => isStep(value, name, application))) return { range: counter };
  return {};
}

/** Digits after the point of a decimal, where `name` stands for a value with `own` digits. */
function scaleOf(e: Expression, name: string, own: number, application: ApplicationIR): number | undefined {
  const inner = (part: Expression): number | undefined => scaleOf(part, name, own, application);
  switch (e.kind) {
    case 'literal':
      return String(e.value).split('.')[1]?.length ?? 0;
    case 'name':
      return e.name === name ? own : undefined;
    case 'select':
      return knownMember(e, application)?.scale;
    case 'unary':
      return inner(e.operand);
    case 'binary': {
      const [left, right] = [inner(e.left), inner(e.right)];
      if (left === undefined || right === undefined) return undefined;
      return e.operator === '*' ? left + right : e.operator === '+' || e.operator === '-' ? Math.max(left, right) : undefined;
    }
    case 'call': {
      const [argument] = e.arguments;
      if (argument === undefined || e.function !== 'decimal') return undefined;
      return argument.type.kind === 'int' ? 0 : inner(argument);
    }
    case 'conditional':
    case 'macro':
    case 'list':
    case 'record':
      return undefined;
  }
}

/** True for what is small, and for the variable plus or minus something small. */
function isStep(e: Expression, name: string, application: ApplicationIR): boolean {
  const isSmall = (part: Expression): boolean => magnitude(part, application) <= smallest;
  if (isSmall(e)) return true;
  if (e.kind !== 'binary' || (e.operator !== '+' && e.operator !== '-')) return false;
  const isName = (part: Expression): boolean => part.kind === 'name' && part.name === name;
  return (isName(e.left) && isSmall(e.right)) || (e.operator === '+' && isName(e.right) && isSmall(e.left));
}

/** The largest absolute value that the expression can have, as far as its parts tell. */
function magnitude(e: Expression, application: ApplicationIR): number {
  switch (e.kind) {
    case 'literal':
      return typeof e.value === 'number' ? Math.abs(e.value) : Infinity;
    case 'select': {
      const range = knownMember(e, application)?.range;
      return range === undefined ? Infinity : Math.max(-range.least, range.most);
    }
    case 'unary':
      return magnitude(e.operand, application);
    case 'binary': {
      const [left, right] = [magnitude(e.left, application), magnitude(e.right, application)];
      return e.operator === '+' || e.operator === '-' ? left + right : e.operator === '*' ? left * right : Infinity;
    }
    case 'call':
      return e.function === 'size' ? smallest : Infinity;
    case 'name':
    case 'conditional':
    case 'macro':
    case 'list':
    case 'record':
      return Infinity;
  }
}

function knownMember(e: Extract<Expression, { kind: 'select' }>, application: ApplicationIR): Pick<Variable, 'scale' | 'range'> | undefined {
  const { type } = e.target;
  if (type.kind !== 'entity') return undefined;
  const entity = application.entities.find(({ name }) => name === type.entity);
  const attribute = entity?.attributes.find((candidate) => candidate.name === e.member);
  return attribute === undefined ? undefined : knownOf(application, attribute.schema);
}
