export { type RetryBudgetOptions, retryBudgetDefaults } from './options.ts'
export { type RetryBudget, type RetryBudgetSnapshot, retryBudget } from './retry-budget.ts'
