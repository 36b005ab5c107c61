import { checkRule } from '../codeRules.ts';

it('finds refusals with a status that the contract does not have', () => {
  checkRule('DM5054', ['throw failure(418, "teapot", "No.");', 'throw new Problem({ status: 500, code: "broken", detail: "No." });', 'throw unprocessable("late", "Late.");', 'throw preconditionFailed();'],
    ['throw conflict("late", "Late.");', 'throw failure(409, "late", "Late.");', 'throw notFound("Loan", loan.id);'], { refusals: [409] });
  checkRule('DM5054', ['throw failure(503, "down", "Down.");'], ['throw failure(410, "gone", "Gone.");'], { refusals: [] });
});
