import { defineCatalogue } from '../../base/catalogue.ts';

/** Problems of expressions: DM1300 to DM1349. */
export const celCatalogue = defineCatalogue({
  DM1300: { severity: 'error', title: 'Expression syntax', message: 'This expression cannot be read: {reason}', help: 'Expressions are CEL: `order.total > 0.00 && size(items) > 0`.' },
  DM1301: { severity: 'error', title: 'Unknown name', message: 'There is no "{name}" here. {advice}', help: 'Names are `input`, `caller`, `now`, in guards and invariants `self`, and what earlier steps bind with `as` or `let`.' },
  DM1302: { severity: 'error', title: 'Unknown member', message: '{owner} has no "{name}". {advice}', help: 'See the attributes of the entity, or the fields of the input.' },
  DM1303: { severity: 'error', title: 'Relation in an expression', message: '"{name}" is a relation, which an expression cannot follow here. {advice}', help: 'Read the key, or load the row in a step of its own. Only an invariant may read the `hasMany` relations of `self`.' },
  DM1304: { severity: 'error', title: 'Types do not fit', message: '{what} does not take {left} and {right}. {advice}', help: 'Convert one side: `string(x)`, `int(x)`, `decimal("1.50")`, `timestamp("...")`.' },
  DM1305: { severity: 'error', title: 'Wrong type', message: '{what} must be {expected}, but this is {actual}. {advice}', help: 'Convert the value or correct the name.' },
  DM1306: { severity: 'error', title: 'Value may be null', message: '{what} may be null here. {advice}', help: 'Guard it: `x != null && x > 1`, `x != null ? x : 0`, or an earlier `require: x != null`.' },
  DM1307: { severity: 'error', title: 'No such enum member', message: '"{value}" is not one of {members}. {advice}', help: 'Use a member of the enum or a state of the machine.' },
  DM1308: { severity: 'error', title: 'Unknown function', message: 'There is no function "{name}". {advice}', help: 'The functions are listed in docs/language.md.' },
  DM1309: { severity: 'error', title: 'Wrong number of arguments', message: '{name} takes {expected}, not {actual}.', help: 'See the table of functions in docs/language.md.' },
  DM1310: { severity: 'error', title: 'Not part of the language', message: '{what} is not supported. {advice}', help: 'DevMatrix compiles a part of CEL to TypeScript and SQL; see docs/language.md.' },
  DM1311: { severity: 'warning', title: 'Never null', message: '{what} is never null: this comparison is always {result}.', help: 'Remove the comparison.' },
  DM1312: { severity: 'error', title: 'Bad literal', message: '{what} takes a text like {example}, not "{value}".', help: 'Correct the text.' },
  DM1313: { severity: 'error', title: 'Number out of range', message: '{value} cannot be held exactly; numbers go up to 9007199254740991.', help: 'Use a decimal text: `decimal("...")`.' },
});
