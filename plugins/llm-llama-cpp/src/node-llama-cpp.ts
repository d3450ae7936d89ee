/** The part of node-llama-cpp 3 that is used here, so that nothing of it is needed to build or to list this plugin. */
export interface NodeLlamaCpp {
  getLlama(options: {
    gpu: 'auto' | false;
    build: 'never';
    maxThreads?: number;
    logLevel?: string;
    progressLogs: false;
  }): Promise<Llama>;
  readonly LlamaChatSession: new (options: {
    contextSequence: ContextSequence;
    systemPrompt?: string;
    autoDisposeSequence: false;
  }) => ChatSession;
}

export interface Llama {
  loadModel(options: { modelPath: string; gpuLayers?: number | 'auto'; loadSignal?: AbortSignal }): Promise<Model>;
  createGrammarForJsonSchema(schema: object): Promise<object>;
  dispose(): Promise<void>;
}

export interface Model {
  createContext(options: { contextSize: number; sequences: number }): Promise<Context>;
}

export interface Context {
  getSequence(): ContextSequence;
}

export interface ContextSequence {
  dispose(): void;
  readonly tokenMeter: { readonly usedInputTokens: number; readonly usedOutputTokens: number };
}

export interface ChatItem {
  readonly type: 'system' | 'user' | 'model';
  readonly text?: string;
  readonly response?: readonly string[];
}

export interface ChatSession {
  setChatHistory(history: readonly ChatItem[]): void;
  promptWithMeta(
    text: string,
    options: {
      signal?: AbortSignal;
      stopOnAbortSignal?: boolean;
      temperature: number;
      seed: number;
      maxTokens?: number;
      grammar?: object;
      onTextChunk?: (text: string) => void;
    },
  ): Promise<{ readonly responseText: string; readonly stopReason: string }>;
  dispose(options?: { disposeSequence?: boolean }): void;
}

/** Loads the package. Rejects where it is not there. */
export const loadNodeLlamaCpp = async (): Promise<NodeLlamaCpp> => {
  // A name in a variable: bundlers and the type checker leave it alone.
  const name = 'node-llama-cpp';
  return (await import(/* @vite-ignore */ name)) as NodeLlamaCpp;
};
