import pg from 'pg'

/** 32 connections, as many as there are appenders. */
export function connections(connectionString: string, options = ''): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 32, options })
  // one that idles when the server stops is no failure of the benchmark
  pool.on('error', () => {})
  return pool
}
