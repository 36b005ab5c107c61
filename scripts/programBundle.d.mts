export function bundleProgram(program: { readonly name: string; readonly entry: string; readonly out: string }): Promise<string>;
