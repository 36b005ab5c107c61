import { checkRule } from '../codeRules.ts';

it('finds failures that would be answered with 500', () => {
  checkRule('DM5053', ['throw new Error("The loan is late.");', 'throw "late";', 'throw { status: 409 };', 'throw new TypeError(`Bad ${loan.id}`);', 'throw Error("late");'],
    ['throw conflict("late", "The loan is late.");', 'throw new Problem({ status: 409, code: "late", detail: "The loan is late." });', 'try { String(loan.days); } catch (error) { throw error; }', 'if (loan.days > 99) throw new Error("This is unreachable.");', 'const problem = failure(409, "late", "Late.");\n  throw problem;']);
  checkRule('DM5052', ['throw notImplemented("x", "y");', 'throw new Error("Not implemented");'], []);
});
