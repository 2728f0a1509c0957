const rules = `  --rules FOLDER      the folder of rules; mesh where nothing is said
  --endpoints FILE    JSON, what discovery knows beside ServiceEntries:
                      [{"host":"films","port":80,"endpoints":[{"address":"127.0.0.1","port":9080,"labels":{"version":"v1"}}]}]
  --namespace NAME    of the caller; default where nothing is said
  --label NAME=VALUE  of the caller, once for each
  --gateway NAME      the caller is this gateway, not a service`

/** What `watertight mesh COMMAND --help` prints; apart from the commands, so that none of them is loaded to list them. */
export const usage = {
  check: `npx watertight mesh check [FOLDER] [--strict]

Reads the rules in FOLDER (DestinationRule, VirtualService and ServiceEntry, in *.yaml) and tells what is wrong with them and what
they will not do although they seem to. Exit code 1: there are errors, and no mesh would take these rules.

  --strict            warnings are as bad as errors
${rules.replace('  --rules FOLDER      the folder of rules; mesh where nothing is said\n', '')}

  npx watertight mesh check mesh`,
  explain: `npx watertight mesh explain METHOD URL [--header "NAME: VALUE"]…

Which rule takes a call, where it goes, and why the rules before it do not take it. Nothing is called.

  --header            of the call, once for each
${rules}

  npx watertight mesh explain GET http://films/top --header "x-user: ada"`,
  show: `npx watertight mesh show [HOST]

The rules as calls go by them: hosts with their routes, clusters with their endpoints and limits.

${rules}

  npx watertight mesh show films --json`,
} as const
