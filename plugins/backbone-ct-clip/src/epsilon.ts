/** What PyTorch's layer norms add to the variance. */
export const EPSILON = 1e-5;
