/** Variables by which LangChain's clients send every prompt to a tracing service, whatever the experiment says. */
const switches = ['LANGCHAIN_TRACING', 'LANGCHAIN_TRACING_V2', 'LANGSMITH_TRACING', 'LANGSMITH_TRACING_V2'];

/** Reports go to the model that the experiment names, and to nobody who listens in. */
export function refuseTracing(): void {
  for (const name of switches) if (process.env[name] !== undefined) process.env[name] = 'false';
}
