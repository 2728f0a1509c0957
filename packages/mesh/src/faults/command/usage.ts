export const faultsUsage = `npx watertight mesh faults apply FILE [--verify | --virtual]

Applies the faults in FILE (kind Faults) to the system that runs here, and takes them back at the end or at Ctrl-C.

  --verify     also measures what is normal first, sends the traffic of the file, and tells of everything it expects whether it came so.
               Exit code 1: something did not
  --virtual    the same in virtual time: the services are started inside this process, on a virtual network, so a minute takes seconds,
               nothing else needs to run, and the verdict is the same each time

  npx watertight mesh faults apply case-studies/streaming/scenarios/ratings-hang.yaml --virtual`
