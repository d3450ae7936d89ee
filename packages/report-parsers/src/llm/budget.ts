import { ModelFailure } from './model-failure.ts';

export interface BudgetOptions {
  readonly tokens?: number;
  readonly cost?: number;
  /** Cost of a million tokens. */
  readonly inputPrice: number;
  readonly outputPrice: number;
}

/** Counts what requests have cost, and says when there is no more to spend. */
export interface Budget {
  /** Throws a {@link ModelFailure} of the kind `budget` when everything is spent. A request under way may go over it. */
  check(): void;
  /** Returns the cost. */
  spend(inputTokens: number, outputTokens: number): number;
}

export function createBudget({
  tokens = Number.POSITIVE_INFINITY,
  cost = Number.POSITIVE_INFINITY,
  inputPrice,
  outputPrice,
}: BudgetOptions): Budget {
  const spent = { tokens: 0, cost: 0 };
  return {
    check() {
      if (spent.tokens >= tokens || spent.cost >= cost) throw new ModelFailure('budget');
    },
    spend(inputTokens, outputTokens) {
      const price = (inputTokens * inputPrice + outputTokens * outputPrice) / 1e6;
      spent.tokens += inputTokens + outputTokens;
      spent.cost += price;
      return price;
    },
  };
}
