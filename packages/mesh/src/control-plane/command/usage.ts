/** What `watertight mesh serve --help` prints; apart from the command, so that listing it loads nothing. */
export const serveUsage = `npx watertight mesh serve [FOLDER] [--host ADDRESS] [--port N] [--token-file FILE]

Runs a control plane: pushes the rules in FOLDER (mesh where nothing is said), and the endpoints that report themselves, to all who
follow. Files take effect when they are saved, all together or not at all. Ctrl-C stops it; those who follow go on with what they have.

  --host ADDRESS      where it listens; 127.0.0.1, this machine alone, where nothing is said
  --port N            4700 where nothing is said; 0 takes a free one
  --token-file FILE   its first line is asked of everyone; needed where other machines can reach it

Who follows, at which version, and why somebody does not take it: GET /v1/status

  npx watertight mesh serve mesh
  curl http://127.0.0.1:4700/v1/status`
