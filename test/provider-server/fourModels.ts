import type { FakeModel } from './types.ts';

const sizes = { contextTokens: 200_000, maxOutputTokens: 32_000 };

/** Four models that differ in what they are good at, in price and in pace: for demos, benchmarks and the router. */
export const fourModels: readonly FakeModel[] = [
  {
    ...sizes, id: 'fake-large', label: 'Fake Large', price: { input: 4, output: 20 }, temperature: false, efforts: ['low', 'medium', 'high', 'max'],
    quality: { coding: 0.97, math: 0.95, research: 0.95, language: 0.93, empathy: 0.9, general: 0.95 }, latency: { firstByteMs: 60, tokensPerSecond: 800 },
  },
  {
    ...sizes, id: 'fake-coder', label: 'Fake Coder', price: { input: 1, output: 5 }, efforts: ['low', 'medium', 'high'],
    quality: { coding: 0.93, math: 0.85, research: 0.55, language: 0.6, empathy: 0.35, general: 0.6 }, latency: { firstByteMs: 30, tokensPerSecond: 2_000 },
  },
  {
    ...sizes, id: 'fake-friend', label: 'Fake Friend', price: { input: 0.75, output: 3.75 },
    quality: { coding: 0.4, math: 0.35, research: 0.75, language: 0.9, empathy: 0.96, general: 0.8 }, latency: { firstByteMs: 40, tokensPerSecond: 1_500 },
  },
  {
    ...sizes, id: 'fake-small', label: 'Fake Small', price: { input: 0.1, output: 0.5 },
    quality: { coding: 0.6, math: 0.5, research: 0.45, language: 0.65, empathy: 0.55, general: 0.6 }, latency: { firstByteMs: 10, tokensPerSecond: 4_000 },
  },
];
