export { engineFrom } from './engine-from.ts'
export { onPostgres } from './on-postgres.ts'
