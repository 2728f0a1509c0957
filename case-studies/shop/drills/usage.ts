/** What `watertight shop drill --help` prints; apart from the command, so that the command line loads no drills to list it. */
export const usage = `npx watertight shop drill [NAME… | all]

Breaks something in the running shop, heals it, and holds what the services and the card network have counted against what has to be so.
Without a name: lists the drills.

The orders of a drill are its own: they bear its name, have a stock code of their own, and stay in the log.
Exit code 0: everything is as expected. 1: it is not. 2: the command line is wrong.

  npx watertight shop drill card-network-loses-answers`
