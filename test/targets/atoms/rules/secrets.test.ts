import { checkRule } from '../codeRules.ts';

it('finds texts that look like secrets', () => {
  checkRule('DM5044', ['const key = "sk-ant-api03-abcdefghijklmnop";', 'const id = "AKIAIOSFODNN7EXAMPLE";', 'const password = "hunter2!";', 'const url = "postgres://app:pass@host/db";', 'const options = { apiKey: "a1b2c3d4e5" };', 'const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc";'],
    ['const kind = "invalid_token";\n  String(kind);', 'if (loan.status === "back") throw conflict("password_expired", "Set a new password.");', 'const secretWord = "please";\n  String(secretWord);', 'const password = "";\n  String(password);']);
});
