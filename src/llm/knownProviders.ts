/** Which protocol a provider speaks: Anthropic's Messages, OpenAI's own Responses, or the Chat Completions that others take as well. */
export type ProviderProtocol = 'anthropic' | 'openai' | 'compatible';

/** A vendor that is recognised by its key in the environment and by its own address. Nothing else about it is fixed: it tells its models itself. */
export interface KnownProvider {
  /** Also its name in the table of models. */
  readonly id: string;
  readonly label: string;
  readonly protocol: ProviderProtocol;
  readonly baseUrl: string;
  /** The usual names of its key, first the usual one. */
  readonly keyVariables: readonly string[];
  /** What its own SDK reads another address from. */
  readonly baseUrlVariable?: string;
}

/** In the order in which people are shown them. */
export const knownProviders: readonly KnownProvider[] = [
  { id: 'anthropic', label: 'Anthropic', protocol: 'anthropic', baseUrl: 'https://api.anthropic.com', keyVariables: ['ANTHROPIC_API_KEY'], baseUrlVariable: 'ANTHROPIC_BASE_URL' },
  { id: 'openai', label: 'OpenAI', protocol: 'openai', baseUrl: 'https://api.openai.com/v1', keyVariables: ['OPENAI_API_KEY'], baseUrlVariable: 'OPENAI_BASE_URL' },
  { id: 'google', label: 'Google Gemini', protocol: 'compatible', baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai', keyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'] },
  { id: 'groq', label: 'Groq', protocol: 'compatible', baseUrl: 'https://api.groq.com/openai/v1', keyVariables: ['GROQ_API_KEY'] },
  { id: 'openrouter', label: 'OpenRouter', protocol: 'compatible', baseUrl: 'https://openrouter.ai/api/v1', keyVariables: ['OPENROUTER_API_KEY'] },
  { id: 'mistral', label: 'Mistral', protocol: 'compatible', baseUrl: 'https://api.mistral.ai/v1', keyVariables: ['MISTRAL_API_KEY'] },
  { id: 'deepseek', label: 'DeepSeek', protocol: 'compatible', baseUrl: 'https://api.deepseek.com', keyVariables: ['DEEPSEEK_API_KEY'] },
  { id: 'xai', label: 'xAI', protocol: 'compatible', baseUrl: 'https://api.x.ai/v1', keyVariables: ['XAI_API_KEY'] },
  { id: 'cerebras', label: 'Cerebras', protocol: 'compatible', baseUrl: 'https://api.cerebras.ai/v1', keyVariables: ['CEREBRAS_API_KEY'] },
  { id: 'together', label: 'Together', protocol: 'compatible', baseUrl: 'https://api.together.ai/v1', keyVariables: ['TOGETHER_API_KEY'] },
  { id: 'moonshotai', label: 'Moonshot', protocol: 'compatible', baseUrl: 'https://api.moonshot.ai/v1', keyVariables: ['MOONSHOT_API_KEY'] },
];

/** The vendor with that id. */
export function knownProvider(id: string): KnownProvider | undefined {
  return knownProviders.find((known) => known.id === id);
}
