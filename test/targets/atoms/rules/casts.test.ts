import { checkRule } from '../codeRules.ts';

it('finds casts that no check stands behind', () => {
  checkRule('DM5050', ['const x: any = loan;', 'String((loan as any).days);', 'const x = loan as unknown as string;', 'const days = loan.days!;', 'const rows: any[] = [];', 'const f = (x: any): number => 1;', 'const x = loan as never;', 'const x = <any>loan;'],
    ['const kinds = ["a", "b"] as const;\n  String(kinds.length);', 'const total = [1].reduce((sum, one) => sum + one, 0 as number);\n  String(total);', 'const anything = loan.days;\n  if (!anything) return;', 'const given: unknown = loan.days;\n  if (typeof given === "number") return;', 'const many = Object.entries({ a: 1 }) as [string, number][];\n  String(many.length);', 'if (loan.days !== 3) return;']);
});
