import type { Plugin } from 'esbuild';

export const bundledParser: Plugin;
export function parserOf(text: string): string;
