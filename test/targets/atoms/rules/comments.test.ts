import { checkRule } from '../codeRules.ts';

it('finds comments that silence checks, and such that say that something is missing', () => {
  checkRule('DM5051', ['// @ts-ignore\n  String(loan.days);', '// eslint-disable-next-line\n  String(loan.days);', '/* oxlint-disable */'], ['// The order of these lines matters.\n  String(loan.days);']);
  checkRule('DM5052', ['// TODO: the other cases', '// Placeholder until the fee is known.', '// not implemented yet', '// FIXME', '/* in a real application this would be sent */'],
    ['// Todo lists of other members stay as they are.\n  String(loan.days);', 'const text = "TODO // not a comment";\n  String(text);', '// Nothing is implemented twice: the fee is worked out before.\n  String(loan.days);', 'const url = "https://example.com/TODO";\n  String(url);', '// The place of the holder does not matter.\n  String(loan.days);']);
});
