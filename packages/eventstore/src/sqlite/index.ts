export { type SqliteEngine, type SqliteOptions, sqlite } from './sqlite.ts'
